"""Answering questions written in YAML: one act toward one individual each, decided, explained and with remedies."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.explain import explain_decision, note_rule
from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import compile_program
from yunnuo.decide.remedies import find_remedies
from yunnuo.flows.errors import blame_file
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.questions import KEYS, act_of, read_question
from yunnuo.rulebook.subset import Node, Text, as_mapping, read_subset, refuse_deep
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
    with blame_file("decide.facts", "事实文件有误", text, _known_words(book)):
        questions = _read_questions(book, text, file, on or today)
    if not questions:
        raise InputError(
            "decide.empty", "事实文件是空的", where=Place(file), todo="写上 facts（见 yunnuo rules facts）"
        )
    return [answer_question(book, question if on is None else _moved(question, on), readings) for question in questions]


def _read_questions(book: Book, text: str, file: str, today: date) -> list[Question]:
    refuse_deep(text, file)
    node = read_subset(text, file)
    questions = []
    for item in node if isinstance(node, list) else [node] if node else []:
        entry = _lifted(as_mapping(item, file, "事实文件"))
        for key in entry:
            if key not in KEYS:
                raise RulebookError([Fault(file, key.line, f"没有键 `{key}`{suggest(key, KEYS)}")])
        questions.append(read_question(entry, file, book.vocabulary, today=today))
    return questions


def _lifted(entry: dict[Text, Node]) -> dict[Text, Node]:
    """Return the entry with facts written at the top put under `facts`: the short form for one quick question."""
    if any(key == "facts" for key in entry):
        return entry
    facts: dict[Text, Node] = {key: node for key, node in entry.items() if key not in KEYS}
    return {key: node for key, node in entry.items() if key in KEYS} | {Text("facts", 1): facts}


def _known_words(book: Book) -> frozenset[str]:
    """Return every word of the vocabulary that a message may quote."""
    facts = book.vocabulary.facts
    values = (value for fact in facts.values() for value in fact.values)
    fields = (name.partition(".")[2] for name in facts)
    return frozenset((*KEYS, *facts, *fields, *values, *book.vocabulary.records))


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
