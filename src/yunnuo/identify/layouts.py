"""Which download of which platform a file is, told by the set of its header names and never by their position.

Platform and kind must be right, the era may stay open: eras that fit almost equally well are reported together.
It must never guess: too few headers, no fit, or two platforms that fit are errors that say what to do.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.identify.errors import refuse
from yunnuo.identify.readers import READERS
from yunnuo.identify.shape import Layout, normalise_header
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LAYOUTS: Final[dict[str, Layout]] = {layout.name: layout for group in READERS.values() for layout in group}

# Below this a set of names says too little: two SCRM templates have two columns each.
FEWEST_HEADERS: Final = 5
# A file fits when it holds half of the layout (columns may be dropped, WeCom adds any number of tag columns) ...
ENOUGH_PRESENT: Final = 0.5
# ... or when the layout explains most of the file (Douyin lets the merchant pick a few columns).
ENOUGH_EXPLAINED: Final = 0.7
# Headers no other platform uses; with fewer the match rests on words like 订单号 that every platform has.
ENOUGH_OWN: Final = 2
# Own headers of a second platform that make a file a mixture (somebody pasted two downloads side by side).
MIXTURE_OWN: Final = 4
# Eras whose scores differ by less cannot be told apart.
ERA_MARGIN: Final = 0.03
SHOWN_NAMES: Final = 8


@dataclass(frozen=True, slots=True)
class Match:
    """How well a layout fits: shares of its headers present and of the file explained, weighted by rarity."""

    layout: Layout
    present: float
    explained: float
    own: int

    @property
    def score(self) -> float:
        """Return the harmonic mean of both shares: the most specific layout that explains most wins."""
        total = self.present + self.explained
        return 2 * self.present * self.explained / total if total else 0.0

    @property
    def fits(self) -> bool:
        """Return whether the file may be taken for this layout."""
        enough = self.present >= ENOUGH_PRESENT or self.explained >= ENOUGH_EXPLAINED
        return enough and self.own >= ENOUGH_OWN


@dataclass(frozen=True, slots=True)
class Recognition:
    """The layout a file was read as, and every era of the same platform and kind that fits as well."""

    layout: Layout
    eras: tuple[str, ...]


def _count_platforms() -> Counter[str]:
    return Counter(
        header for group in READERS.values() for header in frozenset().union(*(layout.known for layout in group))
    )


_PLATFORMS_USING: Final = _count_platforms()


def _weigh(headers: Iterable[str]) -> float:
    # A header that many platforms use says little about which one wrote the file.
    return sum(1 / (_PLATFORMS_USING[header] or 1) for header in headers)


def match_layout(layout: Layout, names: frozenset[str]) -> Match:
    """Return how well `layout` fits a file with these normalised header names."""
    shared = layout.known & names
    own = sum(1 for header in shared if _PLATFORMS_USING[header] == 1)
    present = _weigh(layout.names & names) / _weigh(layout.names)
    explained = _weigh(shared) / (_weigh(names) or 1)
    return Match(layout, present, explained, own)


def recognise_layout(headers: Sequence[str], *, file: str) -> Recognition:
    """Return the layout of a file by its headers; raise InputError when it is too small, unknown or a mixture."""
    names = frozenset(map(normalise_header, headers)) - {""}
    if len(names) < FEWEST_HEADERS:
        raise _ask_layout(names, file)
    matches = [match_layout(layout, names) for layout in LAYOUTS.values() if not layout.exact]
    fitting = sorted((m for m in matches if m.fits), key=lambda m: (-m.score, m.layout.name))
    if not fitting:
        raise explain_mismatch(max(matches, key=lambda m: m.score).layout, names, file)
    best = fitting[0]
    _refuse_mixture(best, fitting, names, file)
    eras = [m for m in fitting if m.layout.family == best.layout.family and m.score >= best.score - ERA_MARGIN]
    return Recognition(best.layout, tuple(m.layout.era for m in eras))


def choose_layout(name: str, headers: Sequence[str], *, file: str) -> Recognition:
    """Return the layout the user named after checking that the file carries the columns it lives by."""
    layout = LAYOUTS.get(name)
    if layout is None:
        known = "、".join(sorted(LAYOUTS))
        raise refuse("layout", "没有这个布局", file, todo=f"从这些布局中选一个：{known}")
    names = frozenset(map(normalise_header, headers)) - {""}
    match = match_layout(layout, names)
    if not (match.present >= ENOUGH_PRESENT or (match.explained >= ENOUGH_EXPLAINED and layout.roles.keys() & names)):
        raise explain_mismatch(layout, names, file)
    return Recognition(layout, (layout.era,))


def is_same_table(first: Sequence[str], further: Sequence[str], *, layout: str = "") -> bool:
    """Return whether two header rows are of one table: the same names, or names of the same download.

    `layout` is the one the user named; without it both rows must be recognised.
    """
    names = [frozenset(map(normalise_header, headers)) - {""} for headers in (first, further)]
    if names[0] == names[1]:
        return True
    families = [_find_family(headers, layout) for headers in (first, further)]
    return families[0] is not None and families[0] == families[1]


def _find_family(headers: Sequence[str], layout: str) -> tuple[str, str] | None:
    try:
        found = choose_layout(layout, headers, file="") if layout else recognise_layout(headers, file="")
    except InputError:
        return None
    return found.layout.family


def count_known(headers: Sequence[str]) -> int:
    """Return how many of the cells of a row are headers of some layout; used to find the header row."""
    return len({normalise_header(header) for header in headers} & _PLATFORMS_USING.keys())


def explain_mismatch(nearest: Layout, names: frozenset[str], file: str) -> Exception:
    """Return the error for an unknown layout: the nearest one and the columns that differ, names only."""
    missing = _list_names([h.strip() for h in nearest.headers if normalise_header(h) not in names | {""}])
    surplus = _list_names(sorted(names - nearest.known))
    return refuse(
        "layout",
        "认不出这个文件的表头",
        file,
        why=f"最接近的布局是 {nearest.name}；缺少的列：{missing}；多出的列：{surplus}",
        todo="用 --layout 指明布局，或用 --mapping 提供列名对照文件（YAML：platform、kind、columns）",
    )


def _ask_layout(names: frozenset[str], file: str) -> Exception:
    candidates = [layout.name for layout in LAYOUTS.values() if names & layout.names]
    hint = "、".join(candidates[:SHOWN_NAMES]) or "没有布局含有这些列"
    return refuse(
        "layout",
        f"表头只有 {len(names)} 列，不足以判断来自哪个平台",
        file,
        why=f"可能的布局：{hint}",
        todo="用 --layout 指明布局，或用 --mapping 提供列名对照文件",
    )


def _refuse_mixture(best: Match, fitting: list[Match], names: frozenset[str], file: str) -> None:
    left = names - frozenset().union(
        *(layout.known for layout in LAYOUTS.values() if layout.platform == best.layout.platform)
    )
    for other in fitting:
        if other.layout.platform == best.layout.platform:
            continue
        if sum(1 for header in other.layout.known & left if _PLATFORMS_USING[header] == 1) >= MIXTURE_OWN:
            both = f"{best.layout.name} 与 {other.layout.name}"
            raise refuse("layout", "表头像是两个平台的文件拼在一起", file, why=both, todo="拆成每个平台一个文件再导入")


def _list_names(names: Sequence[str]) -> str:
    shown = "、".join(names[:SHOWN_NAMES])
    rest = f" 等 {len(names)} 列" if len(names) > SHOWN_NAMES else ""
    return shown + rest if shown else "无"
