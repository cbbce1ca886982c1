"""Checking cases: every word they use is known, and every rule that decides has one.

Each faulty case is told, not only the first; whether a case comes out as it says is for `yunnuo rules test`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.rulebook.cases import load_personas, read_case
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.subset import as_list, as_mapping, pick, read_subset, texts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.cases import Case
    from yunnuo.rulebook.subset import Node, Text

RULE_KEYS = ("by", "duties", "speaks", "silent", "doubts")


def check_cases(book: Book, folder: Path, *, strict: bool) -> Iterator[Fault]:
    """Yield faulty cases and rules without one (a warning, `strict`: an error)."""
    try:
        desk = _Desk(book, folder)
    except RulebookError as error:
        yield from error.faults
        return
    for file in sorted([*folder.glob("cn/*/*.cases.yaml"), *folder.glob("platform/*/*.cases.yaml")]):
        yield from desk.check_file(file, str(file.relative_to(folder)))
    for rule_id, versions in book.rules.items():
        rule = versions[0]
        silent = rule.kind == "defines" or (rule.kind == "not_encoded" and not rule.when)
        if rule_id not in desk.named and not silent and not desk.broken:
            todo = "在旁边的 cases.yaml 里写一个"
            yield Fault(rule.file, rule.line, f"`{rule_id}` 没有案例", todo, warning=not strict)


class _Desk:
    """Reads the case files of one book; `named` are the rules they name, `broken` that some could not be read."""

    def __init__(self, book: Book, folder: Path) -> None:
        self.book = book
        self.personas = load_personas(folder, book.vocabulary)
        self.dated = {name for name, versions in book.rules.items() if any(rule.due for rule in versions)}
        self.named: set[str] = set()
        self.broken = False

    def check_file(self, path: Path, file: str) -> Iterator[Fault]:
        """Yield the faults of one case file."""
        try:
            root = as_mapping(read_subset(path.read_text("utf-8"), file), file, "案例文件")
            if pick(root, "signed_by") is None:
                yield Fault(file, 1, "缺 `signed_by`", "律师核对前写 none")
            nodes = as_list(pick(root, "cases"), file, "cases")
        except RulebookError as error:
            self.broken = True
            yield from error.faults
            return
        for node in nodes:
            try:
                case = read_case(node, file, self.book.vocabulary, self.personas)
            except RulebookError as error:
                self.broken = True
                yield from error.faults
                continue
            self.named.update(case.named)
            yield from self._check_words(case, as_mapping(node, file, "案例"))

    def _check_words(self, case: Case, entry: dict[Text, Node]) -> Iterator[Fault]:
        vocabulary = self.book.vocabulary
        for key in RULE_KEYS:
            yield from _unknown(case.file, entry, key, self.book.rules, "规则")
        yield from self._check_due(case.file, as_mapping(pick(entry, "due") or {}, case.file, "due"))
        yield from _unknown(case.file, entry, "gate", vocabulary.lists["gates"], "关口")
        yield from _unknown(case.file, entry, "missing", [*vocabulary.facts, *vocabulary.records], "事实")
        points = vocabulary.lists["readings"]
        for point, option in as_mapping(pick(entry, "readings") or {}, case.file, "readings").items():
            if point not in points:
                what = f"案例写的口径 `{point}` 不存在{suggest(point, points)}"
                yield Fault(case.file, point.line, what, "写 vocab/readings.yaml 里的口径")
            elif str(option) not in points[point].texts("options"):
                options = points[point].texts("options")
                what = f"口径 `{point}` 没有选项 `{option}`{suggest(str(option), options)}"
                yield Fault(case.file, point.line, what, f"写 {'、'.join(options)} 之一")

    def _check_due(self, file: str, due: dict[Text, Node]) -> Iterator[Fault]:
        """Yield rules whose last day a case states and that are not there, or have none."""
        for word in due:
            if word not in self.book.rules:
                yield _tell_unknown(file, word, self.dated, "规则")
            elif word not in self.dated:
                what = f"案例写了 `{word}` 的期限，这条规则没有期限"
                yield Fault(file, word.line, what, "改成有 `due` 的规则，或者把它写进 `duties`")


def _unknown(file: str, entry: dict[Text, Node], key: str, known: Collection[str], zh: str) -> Iterator[Fault]:
    for word in texts_of(pick(entry, key) or [], file, key):
        if word not in known:
            yield _tell_unknown(file, word, known, zh)


def _tell_unknown(file: str, word: Text, known: Collection[str], zh: str) -> Fault:
    return Fault(file, word.line, f"案例写的{zh} `{word}` 不存在{suggest(word, known)}", f"写现有的{zh}")
