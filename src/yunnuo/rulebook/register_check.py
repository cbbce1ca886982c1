"""Checking the register of obligations: every rule it names exists, and what is not encoded says why.

Reads the register files themselves; must never judge whether an obligation is met.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.subset import as_list, as_mapping, line_of, pick, read_subset, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.subset import Node, Text

WAYS = ("decided", "checked", "duty", "not_encoded")
NUMBER = re.compile(r"^O\d+$")


def check_register(book: Book, folder: Path) -> Iterator[Fault]:
    """Yield register entries that name no existing rule, repeat a number, or leave out what they owe."""
    seen: dict[str, str] = {}
    for path in sorted((folder / "register").glob("*.yaml")):
        file = str(path.relative_to(folder))
        try:
            nodes = as_list(read_subset(path.read_text("utf-8"), file), file, "义务登记")
            entries = [as_mapping(node, file, "义务") for node in nodes]
        except RulebookError as error:
            yield from error.faults
            continue
        for entry in entries:
            yield from _check_number(entry, file, seen)
            yield from _check_entry(book, entry, file)


def _check_number(entry: dict[Text, Node], file: str, seen: dict[str, str]) -> Iterator[Fault]:
    number, place = str(pick(entry, "id") or ""), f"{file}:{line_of(entry)}"
    if NUMBER.match(number) is None:
        yield Fault(file, line_of(entry), f"义务的编号 `{number}` 应写成 `O` 加数字", "写义务清单里的编号，如 O46")
    elif number in seen:
        yield Fault(file, line_of(entry), f"义务 `{number}` 重复，{seen[number]} 已登记", "合成一条")
    seen.setdefault(number, place)


def _check_entry(book: Book, entry: dict[Text, Node], file: str) -> Iterator[Fault]:
    name, line, way = pick(entry, "id"), line_of(entry), str(pick(entry, "how") or "")
    if way not in WAYS:
        what = f"义务 `{name}` 的 `how` 没有取值 `{way}`{suggest(way, WAYS)}"
        yield Fault(file, line, what, f"写 {'、'.join(WAYS)} 之一")
    rules = texts_of(pick(entry, "rules") or [], file, "rules")
    for rule in rules:
        if rule not in book.rules:
            what = f"义务 `{name}` 写的规则 `{rule}` 不存在{suggest(rule, book.rules)}"
            yield Fault(file, rule.line, what, "写现有的规则编号")
    if way == "not_encoded" and pick(entry, "why") is None:
        yield Fault(file, line, f"义务 `{name}` 没有编码，却缺 `why`", "写明为什么不编码")
    if way in WAYS[:3] and not rules:
        yield Fault(file, line, f"义务 `{name}` 没有写由哪些规则承担", "写 `rules`，或者改为 not_encoded 并写 why")
