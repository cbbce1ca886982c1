"""Facts of the act that the records do not hold (agreements, assessments, headcounts), read from a YAML file.

The same for everybody in an audience; facts of a person or of a record are refused here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.flows.answers import known_words, lift_facts
from yunnuo.flows.errors import blame_file
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.questions import read_question
from yunnuo.rulebook.subset import as_mapping, pick, read_subset, refuse_deep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yunnuo.rulebook.book import Book
    from yunnuo.terms.facts import Value

OWN = ("act", "act_at", "purpose", "channel", "category", "handler", "recipient", "recipient_name")


def read_given(book: Book, text: str, file: str, day: date) -> Mapping[str, Value]:
    """Return the act facts a YAML text states; raise InputError naming file and line for anything else."""
    facts = book.vocabulary.facts
    open_facts = [fact.id for fact in facts.values() if fact.level == "act" and fact.id not in OWN]
    with blame_file("screen.facts", "事实文件有误", text, known_words(book)):
        refuse_deep(text, file)
        entry = lift_facts(as_mapping(read_subset(text, file), file, "事实文件"))
        for name in as_mapping(pick(entry, "facts") or {}, file, "facts"):
            if name not in open_facts:
                what = f"`{name}` 不是可以为整个名单给出的事实{suggest(name, open_facts)}"
                raise RulebookError([Fault(file, name.line, what)])
        question = read_question(entry, file, book.vocabulary, today=day)
    return {name: value for name, value in question.act.items() if name not in OWN}
