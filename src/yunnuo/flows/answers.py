"""Answering questions written in YAML: one act toward one individual each, decided, explained and with remedies."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.explain import explain_decision, note_rule
from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import compile_program
from yunnuo.decide.remedies import find_remedies
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.questions import KEYS, act_of, read_question
from yunnuo.rulebook.subset import as_mapping, read_subset
from yunnuo.terms.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yunnuo.decide.decision import Decision
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.facts import Question


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision with its explanation; `remedies` are sets of remedy ids, each re-decided as permitted."""

    on: date
    decision: Decision
    remedies: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]
    rules: tuple[dict[str, object], ...]

    def as_json(self) -> dict[str, object]:
        """Return the stable JSON shape `yunnuo.decision/1`."""
        decision = self.decision
        return {
            "schema": "yunnuo.decision/1",
            "on": self.on.isoformat(),
            "outcome": str(decision.outcome),
            "law": str(decision.law),
            "contract": str(decision.contract),
            "curable": decision.curable,
            "gates": [asdict(gate) for gate in decision.gates],
            "by": list(decision.by),
            "missing": list(decision.missing),
            "duties": list(decision.duties),
            "remedies": [list(chosen) for chosen in self.remedies],
            "rules": list(self.rules),
            "revision": decision.revision,
            "explanation": list(self.lines),
        }


def answer_text(
    book: Book, text: str, file: str, *, today: date, on: date | None, readings: Mapping[str, str]
) -> list[Answer]:
    """Answer the question (or list of questions) in a YAML text; raise InputError naming file and line."""
    node = read_subset(text, file)
    entries = node if isinstance(node, list) else [node]
    if not node:
        raise InputError(
            "decide.empty", "事实文件是空的", where=Place(file), todo="写上 facts（见 yunnuo rules facts）"
        )
    answers = []
    for item in entries:
        entry = as_mapping(item, file, "事实文件")
        for key in entry:
            if key not in KEYS:
                raise RulebookError([Fault(file, key.line, f"没有键 `{key}`{suggest(key, KEYS)}")])
        question = read_question(entry, file, book.vocabulary, today=on or today)
        answers.append(answer_question(book, question if on is None else _moved(question, on), readings))
    return answers


def _moved(question: Question, on: date) -> Question:
    from dataclasses import replace

    from yunnuo.terms.instant import day_end

    return replace(question, on=on, act={**question.act, "act_at": day_end(on)})


def answer_question(book: Book, question: Question, readings: Mapping[str, str]) -> Answer:
    """Decide one question and explain it."""
    program = compile_program(book, question.on, act_of(question), readings=readings)
    decision = decide_one(program, question.facts)
    remedies = tuple(find_remedies(book, program, question.facts, readings))
    used = dict.fromkeys(rule for gate in decision.gates for rule in gate.by)
    rules = tuple(asdict(note_rule(book.rule(rule, question.on))) for rule in used)
    lines = tuple(explain_decision(book, question.on, decision, remedies))
    return Answer(question.on, decision, remedies, lines, rules)
