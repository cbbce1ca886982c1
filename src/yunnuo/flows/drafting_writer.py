"""Turning a question into a case beside an article: the nearest persona, a sentence no other case of the file has.

A case is given out only when it reads back as the very question it was made from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.flows.drafting_text import Draft, list_changes, write_draft
from yunnuo.flows.drafting_words import name_draft, name_result
from yunnuo.rulebook.cases import load_personas, name_personas, read_case
from yunnuo.rulebook.subset import as_list, read_subset

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from yunnuo.flows.drafting_text import Stated
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.cases import Case
    from yunnuo.terms.facts import Question, Record

LISTED = 3  # what a whole list of records counts among single facts, when the nearest persona is sought
HEAD = "signed_by: none\ncases:\n"


class Writer:
    """Writes cases for one rulebook folder; `cases` are those that stand there already."""

    def __init__(self, folder: Path, book: Book, cases: Iterable[Case]) -> None:
        self.book = book
        self.personas = load_personas(folder, book.vocabulary)
        self._names = name_personas(folder)
        self._taken = {(case.file, case.name) for case in cases}

    def compose(self, question: Question, readings: tuple[tuple[str, str], ...], stated: Stated) -> Draft:
        """Return a case that starts from the persona nearest to a question."""
        like = min(self.personas, key=lambda name: self._measure(self.personas[name], question))
        return Draft(like, question, self.personas[like], readings, stated)

    def weigh(self, question: Question) -> float:
        """Return how much a case must say to ask a question; of equals, less for one near an earlier persona."""
        measured = [self._measure(start, question) for start in self.personas.values()]
        shortest = min(measured)
        return shortest + measured.index(shortest) / len(measured)

    def write(self, draft: Draft, file: str) -> tuple[str, Case] | None:
        """Return a case as YAML and as it reads back; None when it cannot be said, or the file says it already."""
        name = f"{name_draft(self.book, draft, self._names[draft.like])} → {name_result(self.book, draft)}"
        if (file, name) in self._taken:
            return None
        text = write_draft(self.book, draft, name)
        node = as_list(read_subset(text, file), file, "cases")[0]
        case = read_case(node, file, self.book.vocabulary, self.personas)
        if case.question != draft.question:
            return None
        return text, case

    def keep(self, case: Case) -> None:
        """Remember the sentence of a case."""
        self._taken.add((case.file, case.name))

    def _measure(self, start: Question, question: Question) -> int:
        changes = list_changes(self.book, start, question)
        listed = [
            LISTED + _differ(start.facts.records.get(kind, ()), value)
            for kind, value in changes.items()
            if isinstance(value, tuple) and value
        ]
        other = (start.on != question.on) + (start.facts.complete != question.facts.complete)
        return len(changes) + sum(listed) + other


def _differ(old: Sequence[Record], new: Sequence[Record]) -> int:
    """Return how many fields of listed records differ from the first of those they replace."""
    usual = old[0] if old else {}
    return sum(usual.get(name) != record.get(name) for record in new for name in {*usual, *record})


def append_cases(file: Path, texts: Iterable[str]) -> None:
    """Write drafted cases at the end of a case file, which is made when there is none."""
    held = file.read_text("utf-8") if file.exists() else HEAD
    file.write_text(held.rstrip("\n") + "\n" + "".join(texts), "utf-8", newline="\n")


def drop_cases(file: Path, cases: Iterable[Case]) -> None:
    """Take cases out of their file: each from its first line up to the next entry."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    for start in sorted((case.line - 1 for case in cases), reverse=True):
        end = next((at for at in range(start + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))
        del lines[start:end]
    file.write_text("".join(lines), "utf-8", newline="\n")
