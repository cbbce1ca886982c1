"""Answering questions written in YAML: one act toward one individual each, decided, explained and with remedies."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from yunnuo.decide.asking import judge_ways
from yunnuo.decide.contested import list_choices
from yunnuo.decide.duties import Deadline, list_duties
from yunnuo.decide.explain import VOICES, explain_decision, note_rule
from yunnuo.decide.exposure import exposed_rules, sum_exposure
from yunnuo.decide.remedies import find_cures, find_openings
from yunnuo.decide.trace import trace_decision
from yunnuo.flows.errors import blame_file
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.questions import KEYS, act_of, read_question
from yunnuo.rulebook.subset import Node, Text, as_mapping, read_subset, refuse_deep
from yunnuo.terms.errors import InputError, Place
from yunnuo.terms.instant import show_instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.duties import Duty
    from yunnuo.decide.remedies import Cure
    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.facts import Question


@dataclass(frozen=True)
class Answer:
    """A decided question; what is said about it is worked out when it is asked for, and once."""

    trace: Trace

    @property
    def on(self) -> date:
        """Return the legal day whose rules decided."""
        return self.trace.day

    @property
    def decision(self) -> Decision:
        """Return the decision."""
        return self.trace.decision

    @cached_property
    def cures(self) -> list[Cure]:
        """Return the smallest sets of remedies, each re-decided as permitted, the cheapest first."""
        return find_cures(self.trace)

    @cached_property
    def openings(self) -> list[Cure]:
        """Return what takes the prohibition away where no cure is found, each with what must then be learnt."""
        return [] if self.cures else find_openings(self.trace)

    def tell(self, voice: str) -> list[str]:
        """Return the explanation in one of the three voices, as lines."""
        return explain_decision(self.trace, voice, () if voice == "individual" else self.cures or self.openings)

    def as_json(self) -> dict[str, object]:
        """Return the stable JSON shape `yunnuo.decision/1`."""
        decision, trace = self.decision, self.trace
        used = dict.fromkeys(rule for gate in decision.gates for rule in gate.by)
        voices = {voice: self.tell(voice) for voice in VOICES}
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
            "due": [_due(duty) for duty in list_duties(trace) if duty.deadline],
            "remedies": [list(cure.remedies) for cure in self.cures],
            "openings": [{"remedies": list(cure.remedies), "missing": list(cure.missing)} for cure in self.openings],
            "asking": [asdict(way) for way in judge_ways(trace, _needed(self.cures or self.openings))],
            "exposure": [asdict(risk) for risk in sum_exposure(exposed_rules(trace))],
            "readings": {choice.point: choice.option for choice in list_choices(trace)},
            "rules": [asdict(note_rule(trace.rule(rule))) for rule in used],
            "revision": decision.revision,
            "explanation": voices["counsel"],
            "voices": voices,
        }


def _needed(cures: list[Cure]) -> list[str]:
    return list(dict.fromkeys(remedy for cure in cures for remedy in cure.remedies))


def _due(duty: Duty) -> dict[str, object]:
    deadline = duty.deadline or Deadline("")
    return {
        "rules": [rule.id for rule in duty.rules],
        "duty": duty.text,
        "limit": deadline.limit,
        "due_on": deadline.due_on.isoformat() if deadline.due_on else None,
        "due_at": show_instant(deadline.due_at) if deadline.due_at is not None else None,
        "unknown": deadline.why or None,
    }


def answer_text(
    book: Book, text: str, file: str, *, today: date, on: date | None, readings: Mapping[str, str]
) -> list[Answer]:
    """Answer the question (or list of questions) in a YAML text; raise InputError naming file and line."""
    with blame_file("decide.facts", "事实文件有误", text, known_words(book)):
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
        entry = lift_facts(as_mapping(item, file, "事实文件"))
        for key in entry:
            if key not in KEYS:
                raise RulebookError([Fault(file, key.line, f"没有键 `{key}`{suggest(key, KEYS)}")])
        questions.append(read_question(entry, file, book.vocabulary, today=today))
    return questions


def lift_facts(entry: dict[Text, Node]) -> dict[Text, Node]:
    """Return the entry with facts written at the top put under `facts`: the short form for one quick question."""
    if any(key == "facts" for key in entry):
        return entry
    facts: dict[Text, Node] = {key: node for key, node in entry.items() if key not in KEYS}
    return {key: node for key, node in entry.items() if key in KEYS} | {Text("facts", 1): facts}


def known_words(book: Book) -> frozenset[str]:
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
    """Decide one question; explanations, remedies and the rest follow on demand."""
    return Answer(trace_decision(book, question.on, act_of(question), question.facts, readings))
