"""Load the shipped goods dictionary and a brand's own folders into one; apply the brand's decisions.

A folder holds one YAML file per category, and optionally `contexts.yaml` (named lists of words) and
`combinations.yaml`. A brand's folder is added to the shipped one; it must never take a shipped word away: that is
what a decision is for, and a decision says who and when.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yunnuo.identify.errors import refuse
from yunnuo.identify.sensitive.folding import fold_title
from yunnuo.identify.sensitive.matching import anchor_patterns, build_index
from yunnuo.identify.sensitive.schema import read_category, read_combinations, read_contexts, suggest_word
from yunnuo.identify.sensitive.shape import WHERES, Dictionary, Entry, Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yunnuo.identify.sensitive.shape import Category, Combination, Pattern, Ruling

SHIPPED: Final = Path(__file__).parent.parent / "lexicon" / "goods"
_CONTEXTS: Final = "contexts.yaml"
_COMBINATIONS: Final = "combinations.yaml"


def load_dictionary(folders: Sequence[Path] = (), rulings: Iterable[Ruling] = ()) -> Dictionary:
    """Return the shipped dictionary with the words of `folders` and the decisions of the brand.

    Raises InputError (identify.goods) with file and line for the first fault in a folder.
    """
    contexts: dict[str, tuple[str, ...]] = {}
    categories: dict[str, Category] = {}
    entries: list[Entry] = []
    patterns: list[Pattern] = []
    groups: dict[str, Group] = {}
    for folder in (SHIPPED, *folders):
        for file in _list_files(folder):
            if file.name == _CONTEXTS:
                contexts |= read_contexts(file)
                continue
            category, more_entries, more_patterns, more_groups = read_category(file, contexts)
            categories.setdefault(category.id, category)
            entries += more_entries
            patterns += more_patterns
            for group in more_groups:
                if group.id in groups:
                    raise refuse("goods", f"词组 {group.id} 写了两次", file.name, todo="换一个 id")
                groups[group.id] = group
    combinations = _gather_combinations((SHIPPED, *folders), groups, categories)
    held = Dictionary(
        categories, tuple(entries), tuple(patterns), combinations, {}, build_index(entries), anchor_patterns(patterns)
    )
    return apply_rulings(held, rulings)


def apply_rulings(held: Dictionary, rulings: Iterable[Ruling]) -> Dictionary:
    """Return the dictionary under the brand's decisions; of several on one word and category the latest day wins.

    Raises InputError (identify.rulings) with the row when a decision names a category nobody knows.
    """
    ruled = list(rulings)
    for ruling in ruled:
        if ruling.category not in held.categories:
            why = suggest_word(ruling.category, held.categories)
            raise refuse("rulings", "复核决定里有不认识的类别", ruling.place, why=why, todo="改正")
        if not fold_title(ruling.word):
            raise refuse("rulings", "复核决定里有一行没有词", ruling.place, todo="补上")
    latest = {_key(ruling): ruling for ruling in sorted(ruled, key=_order_of)}
    if not latest:
        return held
    refused = {key for key, ruling in latest.items() if not ruling.reveals}
    kept = [entry for entry in held.entries if (entry.word, entry.group.category) not in refused]
    kept += [_settle(held, ruling) for key, ruling in latest.items() if key not in refused]
    patterns = tuple(
        pattern for pattern in held.patterns if (fold_title(pattern.name), pattern.group.category) not in refused
    )
    return replace(
        held,
        entries=tuple(kept),
        patterns=patterns,
        rulings=latest,
        index=build_index(kept),
        anchored=anchor_patterns(patterns),
    )


def _settle(held: Dictionary, ruling: Ruling) -> Entry:
    about = held.categories[ruling.category]
    group = Group(f"ruled_{ruling.category}", ruling.category, f"品牌认定的{about.zh}用词", 1.0, frozenset(WHERES))
    return Entry(fold_title(ruling.word), group, 1.0)


def _gather_combinations(
    folders: Sequence[Path], groups: Iterable[str], categories: Iterable[str]
) -> tuple[Combination, ...]:
    files = [folder / _COMBINATIONS for folder in folders if (folder / _COMBINATIONS).is_file()]
    return tuple(found for file in files for found in read_combinations(file, groups, categories))


def _list_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise refuse("goods", "找不到商品词表的文件夹", folder.name, todo="检查 --lexicon 后面的路径")
    files = sorted(path for path in folder.glob("*.yaml") if path.name != _COMBINATIONS)
    if not files and not (folder / _COMBINATIONS).is_file():
        raise refuse("goods", "文件夹里没有商品词表", folder.name, todo="放入 .yaml 文件，写法见 add-goods-words.md")
    return sorted(files, key=lambda path: (path.name != _CONTEXTS, path.name))


def _key(ruling: Ruling) -> tuple[str, str]:
    return fold_title(ruling.word), ruling.category


def _order_of(ruling: Ruling) -> tuple[str, bool]:
    # On one day "yes" outranks "no": a missed sensitive word is worse than a false alarm.
    return ruling.on, ruling.reveals
