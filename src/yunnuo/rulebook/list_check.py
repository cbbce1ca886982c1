"""Checking the closed lists: what an entry names must exist, and what it sets must be a value of the fact.

The lists are read again for their lines; must never change them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.rulebook.conditions import literal
from yunnuo.rulebook.errors import Fault, suggest
from yunnuo.rulebook.subset import Text, as_list, as_mapping, line_of, pick, read_subset, texts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.subset import Node

CHOICES = {"outcome": ("law", "contract"), "opens": ("by_rule", "unless_closed")}
FREE = ("all",)  # stands for every value of a set


def check_lists(book: Book, folder: Path) -> Iterator[Fault]:
    """Yield what is wrong in remedies, gates, readings, channels and words."""
    for name, check in (
        ("remedies", _check_sets),
        ("gates", _check_gate),
        ("readings", _check_options),
        ("channels", _check_channel),
        ("words", _check_word),
    ):
        file = f"vocab/{name}.yaml"
        if not (folder / file).exists():
            continue
        for node in as_list(read_subset((folder / file).read_text("utf-8"), file), file, "词表"):
            yield from check(book, as_mapping(node, file, "词条"), file)


def _check_sets(book: Book, entry: dict[Text, Node], file: str) -> Iterator[Fault]:
    facts = book.vocabulary.facts
    for name, node in as_mapping(pick(entry, "sets") or {}, file, "sets").items():
        if name not in facts:
            what = f"补救办法改变的事实 `{name}` 不存在{suggest(name, facts)}"
            yield Fault(file, name.line, what, "写词表里的事实")
            continue
        for word in texts_of(node, file, name):
            try:
                if word not in FREE:
                    literal(facts[name], word)
            except ValueError as error:
                yield Fault(file, word.line, str(error), "写这个事实的取值")


def _check_gate(_: Book, entry: dict[Text, Node], file: str) -> Iterator[Fault]:
    for key, known in CHOICES.items():
        node = pick(entry, key)
        if node is None and key == "outcome":
            yield Fault(file, line_of(entry), f"关口 `{pick(entry, 'id')}` 缺 `outcome`", "写 law 或 contract")
        elif node is not None:
            yield from _check_known(file, [node], known, f"`{key}`")


def _check_options(_: Book, entry: dict[Text, Node], file: str) -> Iterator[Fault]:
    options = texts_of(pick(entry, "options") or [], file, "options")
    named = texts_of(pick(entry, "options_zh") or [], file, "options_zh")
    if not options:
        yield Fault(file, line_of(entry), f"口径 `{pick(entry, 'id')}` 缺 `options`", "写各种选项，最严的在最前")
    elif named and len(named) != len(options):
        what = f"口径 `{pick(entry, 'id')}` 有 {len(options)} 个选项，`options_zh` 却有 {len(named)} 个"
        yield Fault(file, line_of(entry), what, "一个选项一个中文说法")


def _check_channel(book: Book, entry: dict[Text, Node], file: str) -> Iterator[Fault]:
    yield from _check_known(
        file, texts_of(pick(entry, "category") or [], file, ""), book.vocabulary.lists["categories"]
    )


def _check_word(book: Book, entry: dict[Text, Node], file: str) -> Iterator[Fault]:
    """Check `fact=value`: a name for a value nobody can write is never read."""
    node = pick(entry, "id")
    name, equals, value = str(node).partition("=")
    facts = book.vocabulary.facts
    if equals and name not in facts:
        yield Fault(file, line_of(entry), f"没有事实 `{name}`{suggest(name, facts)}", "写词表里的事实")
    elif equals and facts[name].values and value not in facts[name].values:
        what = f"`{name}` 没有取值 `{value}`{suggest(value, facts[name].values)}"
        yield Fault(file, line_of(entry), what, "写这个事实的取值")


def _check_known(file: str, nodes: list[Text] | list[Node], known: Collection[str], what: str = "") -> Iterator[Fault]:
    for node in nodes:
        if str(node) not in known:
            said = f"{what} 没有取值 `{node}`" if what else f"没有 `{node}`"
            yield Fault(file, line_of(node), f"{said}{suggest(str(node), known)}", f"从这些里选：{'、'.join(known)}")
