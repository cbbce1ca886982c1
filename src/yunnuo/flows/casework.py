"""Running the rulebook's cases: each must get the outcome, the rules, the missing facts and the duties it states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import Program, compile_program
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.cases import load_cases
from yunnuo.rulebook.questions import act_of

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.decide.decision import Decision
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.cases import Case
    from yunnuo.terms.facts import Question


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a case got: outcome word, deciding rules, missing facts, and every way it differs from what it states."""

    case: Case
    outcome: str
    by: tuple[str, ...]
    missing: tuple[str, ...]
    faults: tuple[str, ...]


def decide_question(book: Book, question: Question, readings: dict[str, str] | None = None) -> tuple[Program, Decision]:
    """Compile a question's act for its day and decide its person."""
    program = compile_program(book, question.on, act_of(question), readings=readings)
    return program, decide_one(program, question.facts)


def run_case(book: Book, case: Case) -> CaseResult:
    """Decide a case and compare it with what it states."""
    _, decision = decide_question(book, case.question, dict(case.readings))
    outcome, by, missing = _view(decision, case.gate)
    faults = [] if outcome == case.expect else [f"结论是 {outcome}，案例写的是 {case.expect}"]
    faults += [f"没有由 `{rule}` 决定" for rule in case.by if rule not in by]
    faults += [f"没有说缺 `{fact}`" for fact in case.missing if fact not in missing]
    faults += [f"没有附随义务 `{rule}`" for rule in case.duties if rule not in decision.duties]
    return CaseResult(case, outcome, by, missing, tuple(faults))


def _view(decision: Decision, gate_id: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    if not gate_id:
        return str(decision.outcome), decision.by, decision.missing
    gate = next((gate for gate in decision.gates if gate.gate == gate_id), None)
    if gate is None:
        return "not_applicable", (), ()
    return ("no_rule" if gate.reason == "no_rule" else str(gate.outcome)), gate.by, gate.missing


def run_cases(folder: Path) -> list[CaseResult]:
    """Run every case of a rulebook folder; raise RulebookError when it cannot be read."""
    book = load_book(folder)
    return [run_case(book, case) for case in load_cases(folder, book.vocabulary)]
