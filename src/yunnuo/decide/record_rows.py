"""Decision records of a screening: one head that all share, and a row for each combination of answers (signature).

What was decided of people is kept as the answers to the program's atoms, one character each: 1 yes, 0 no, - unknown.
The head spells the atoms, so that a replay notices when the question itself would be put otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from yunnuo.decide.judge import judge_values
from yunnuo.decide.program import compile_program
from yunnuo.decide.record import (
    decode_values,
    describe_decision,
    describe_outcome,
    due_day,
    encode_values,
    mask_values,
    seal_content,
)
from yunnuo.decide.spelling import spell_atom
from yunnuo.decide.trace import Trace
from yunnuo.terms.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program
    from yunnuo.rulebook.book import Book

SCHEMA: Final = "yunnuo.decision_records/1"
ANSWERS: Final[dict[Truth, str]] = {True: "1", False: "0", None: "-"}
SHARED: Final = ("revision", "on", "readings")  # said once in the head


@dataclass(frozen=True, slots=True)
class Rows:
    """What makes the head and the rows of one screening: the program compiled from the masked act."""

    book: Book
    program: Program
    readings: Mapping[str, str]
    salt: str
    masked: tuple[str, ...]
    dates: dict[str, str | None] = field(default_factory=dict)

    def make_head(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Return the head; its id is the screening's. `about`: what else identifies the screening."""
        nobody = judge_values(self.program, [None] * len(self.program.atoms))
        shared = describe_decision(self._trace(nobody))
        head = {
            **about,
            "schema": SCHEMA,
            **{key: shared[key] for key in SHARED},
            "act": encode_values(self.program.act),
            "salt": self.salt,
            "masked": list(self.masked),
            "atoms": [spell_atom(atom) for atom in self.program.atoms],
        }
        return head | {"id": seal_content(head)}

    def make_row(
        self, screening: str, number: int, values: Sequence[Truth], decision: Decision | None = None
    ) -> dict[str, Any]:
        """Return the row of one signature; `decision`: what the unmasked program decided, where that is known."""
        decision = decision or judge_values(self.program, values)
        trace = self._trace(decision)
        for rule_id in decision.duties:
            if rule_id not in self.dates:  # a limit runs from facts of the act, which all rows share
                self.dates[rule_id] = due_day(trace, rule_id)
        row = describe_outcome(decision, self.dates)
        row |= {"screening": screening, "signature": number, "answers": "".join(ANSWERS[value] for value in values)}
        return row | {"id": seal_content(row)}

    def _trace(self, decision: Decision) -> Trace:
        return Trace(self.book, self.program, Facts(), decision, self.readings)


def mask_rows(book: Book, program: Program, readings: Mapping[str, str], salt: str) -> Rows:
    """Return the rows of a screening, its names masked; raise ValueError when that would change the question."""
    act = mask_values(book.vocabulary, program.act, salt)
    again = compile_program(book, program.day, act, readings=readings)
    if len(again.atoms) != len(program.atoms):
        raise ValueError("a masked name changed the question")
    masked = sorted(f"act/{name}" for name, held in program.act.items() if held != act[name])
    return Rows(book, again, readings, salt, tuple(masked))


def reopen_rows(head: Mapping[str, Any], book: Book, day: date) -> Rows:
    """Return what made the rows under a head, with a rulebook of its revision."""
    program = compile_program(book, day, decode_values(head["act"]), readings=head["readings"])
    return Rows(book, program, head["readings"], head["salt"], tuple(head["masked"]))


def read_answers(text: str) -> list[Truth]:
    """Return the answers a row holds; raise ValueError for any other character."""
    known = {held: value for value, held in ANSWERS.items()}
    if not set(text) <= set(known):
        raise ValueError("not an answer")
    return [known[held] for held in text]
