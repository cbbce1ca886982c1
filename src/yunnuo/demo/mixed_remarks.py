"""Invented remarks in which every label stands in every form, beside decoys; for measuring, never for training.

Their templates stand in `mixed_remarks.yaml` and are apart from those the name model is trained on. The same state of
`rng` gives the same texts. It must never use a list of real persons or addresses.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

import yaml

from yunnuo.demo.number_forms import DECOYS, NUMBERS
from yunnuo.demo.remarks import make_address, make_masked, make_name
from yunnuo.demo.span_scores import Known, Labelled
from yunnuo.identify.tagging.lexicon import load_name_words, load_place_words

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

    Writer = Callable[[random.Random], str]

_SLOT: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")
_DECOY_SHARE: Final = 0.35
_GLUED: Final = "glued"


@cache
def load_mixed() -> Mapping[str, Any]:
    """Return templates and words; the words that stand in one line are lists."""
    loaded: dict[str, Any] = yaml.safe_load((files("yunnuo.demo") / "mixed_remarks.yaml").read_text("utf-8"))
    for key in ("brands", "works", "words", "places"):
        loaded[key] = loaded[key].split()
    return loaded


def make_mixed(rng: random.Random, count: int) -> Iterator[Labelled]:
    """Yield `count` labelled remarks: each form of each label in turn, and decoys alone in every third."""
    turns = cycle(list_turns())
    for _ in range(count):
        if rng.random() < _DECOY_SHARE:
            yield fill_mixed(rng, rng.choice(load_mixed()["decoys"]))
        else:
            frames, label, form = next(turns)
            yield fill_mixed(rng, rng.choice(load_mixed()["frames"][frames]), label, form)


def list_turns() -> list[tuple[str, str, str]]:
    """Return (key of templates, label, form) of all that is to be written."""
    writers = load_writers()
    turns: list[tuple[str, str, str]] = []
    for key in load_mixed()["frames"]:
        label, _, form = key.partition("/")
        turns += [(key, label, form)] if form else [(key, label, one) for one in writers[label]]
    return turns


def list_templates() -> list[str]:
    """Return all templates, with labels and decoys alone."""
    loaded = load_mixed()
    return [template for templates in (*loaded["frames"].values(), loaded["decoys"]) for template in templates]


def fill_mixed(rng: random.Random, template: str, label: str = "", form: str = "") -> Labelled:
    """Return one remark; the first slot of `label` is written in `form`, the others plainly, decoys as traps."""
    parts = load_mixed()
    text, spans, traps, at = rng.choice(parts["openings"]), [], [], 0
    for slot in _SLOT.finditer(template):
        text += template[at : slot.start()]
        at = slot.end()
        if slot[1] in load_writers():
            written = _choose_form(slot, label, form)
            value = load_writers()[slot[1]][written](rng)
            told = form if slot[1] == label and form not in load_writers()[label] else written
            spans.append(Known(len(text), len(text) + len(value), slot[1], told))
            label = "" if slot[1] == label else label
        else:
            kind, value = _draw_trap(rng, slot[1])
            traps.append((len(text), len(text) + len(value), kind))
        text += value
    return Labelled(text + template[at:] + rng.choice(parts["closings"]), tuple(spans), tuple(traps))


def _choose_form(slot: re.Match[str], label: str, form: str) -> str:
    """Return the form of this slot: the one asked for where it fits, else that of the template, else the first."""
    writers = load_writers()[slot[1]]
    if slot[1] == label and form in writers and (not slot[2] or slot[2] == form):
        return form
    return slot[2] or next(iter(writers))


def _draw_trap(rng: random.Random, kind: str) -> tuple[str, str]:
    if kind in DECOYS:
        return kind, DECOYS[kind](rng)
    value: str = rng.choice(load_mixed()[f"{kind}s"])
    if kind in {"brand", "work"}:
        return f"{kind}_{'listed' if value in load_name_words().others else 'new'}", value
    return kind, value


@cache
def load_writers() -> Mapping[str, Mapping[str, Writer]]:
    """Return the writers of all labels by form."""
    return {**NUMBERS, "NAME": _NAMES, "ADDRESS": _ADDRESSES}


def _write_english(rng: random.Random) -> str:
    parts = load_mixed()["english"]
    return f"{rng.choice(parts['given'].split())} {rng.choice(parts['family'].split())}"


def _write_minority(rng: random.Random) -> str:
    parts = load_mixed()["minority"]
    if rng.random() < 0.5:  # noqa: PLR2004  # half of each kind
        return str(rng.choice(parts["whole"].split()))
    return f"{rng.choice(parts['first'].split())}·{rng.choice(parts['last'].split())}"


def _write_plain(rng: random.Random, *, spaced: bool = False) -> str:
    name = make_name(rng).value.replace(" ", "")
    return " ".join(name) if spaced else name


@cache
def _list_districts() -> list[str]:
    places = load_place_words().divisions
    return sorted(name for name, level in places.items() if level == "district" and len(name) > 2)  # noqa: PLR2004


def _write_address(rng: random.Random, *, form: str) -> str:
    """Draw invented addresses until one is of the form: whole, or masked."""
    return next(made.value for _ in iter(int, 1) if (made := make_address(rng)).form == form)


def _write_village(rng: random.Random) -> str:
    town = rng.choice(("样例", "允诺", "青石", "柳树", "双桥", "红旗", "杨家"))
    village = rng.choice(("大树", "河东", "张庄", "上坝"))
    return f"{rng.choice(_list_districts())}{town}镇{village}村{rng.randint(1, 12)}组{rng.randint(1, 99)}号"


def _write_campus(rng: random.Random) -> str:
    district = rng.choice(_list_districts())
    place = rng.choice(("样例理工学院", "示范中学", "允诺科技园", "演示人民医院"))
    return f"{district}{place}{rng.randint(1, 20)}号楼{rng.randint(101, 999)}"


def _write_blanks(rng: random.Random) -> str:
    district = rng.choice(_list_districts())
    return f"浙江省 杭州市 {district} 样例路{rng.randint(1, 300)}号{rng.randint(1, 30)}幢{rng.randint(101, 2600)}室"


_NAMES: Final[Mapping[str, Writer]] = {
    "plain": _write_plain,
    "spaced": lambda rng: _write_plain(rng, spaced=True),
    "masked": lambda rng: make_masked(rng).value,
    "english": _write_english,
    "minority": _write_minority,
}
_ADDRESSES: Final[Mapping[str, Writer]] = {
    "plain": lambda rng: _write_address(rng, form="plain"),
    "masked": lambda rng: _write_address(rng, form="masked"),
    "blanks": _write_blanks,
    "village": _write_village,
    "campus": _write_campus,
}
