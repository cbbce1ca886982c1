"""Running the rulebook's cases: each must get the outcome, the rules, the missing facts and the duties it states.

What a case states of single rules is asked of each rule by itself, whatever its gate makes of it. Must never change a
case or the rulebook.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yunnuo.decide.calendar import move_instant, period_of
from yunnuo.decide.expressions import evaluate
from yunnuo.decide.judge import decide_one, judge_values
from yunnuo.decide.program import Program, compile_program
from yunnuo.flows.book_parts import Edit, Inquiry, Parts
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.cases import load_cases
from yunnuo.rulebook.periods import YEAR_START
from yunnuo.rulebook.questions import FOREVER, act_of
from yunnuo.terms.instant import day_start, legal_day, parse_instant, show_instant
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Clause, GateProgram
    from yunnuo.flows.book_parts import Cell
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.cases import Case
    from yunnuo.terms.facts import Question
    from yunnuo.terms.instant import Instant

STATED = {True: "适用", False: "不适用", None: "不能判断是否适用"}
OUTCOMES = {str(held): held.zh for held in Outcome} | {"not_applicable": "这一关不适用", "no_rule": "没有可用的规则"}


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a case got: outcome word, deciding rules, missing facts, and every way it differs from what it states.

    A case that speaks of single rules only has no outcome.
    """

    case: Case
    outcome: str
    by: tuple[str, ...]
    missing: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """One thing a case states: of a rule (with `due` of the end of its duty), or without one of the gates it asks."""

    case: Case
    inquiry: Inquiry
    rule: str = ""
    gates: tuple[str, ...] = ()
    due: str = ""


class Desk:
    """A book to ask, cell by cell; with an edit, only the cells it touches are made anew."""

    def __init__(self, parts: Parts, edit: Edit | None = None) -> None:
        self.parts, self._edit = parts, edit
        self._made: dict[Cell, Cell] = {}

    def hear(self, rule_id: str, inquiry: Inquiry) -> Truth:
        """Return whether a rule speaks: not when its gate does not apply to the act, or it is not in force."""
        gate = self._find(self.parts.rule(rule_id)).ask(inquiry)
        if gate is None:
            return False
        clauses = (*gate.closing, *gate.opening, *gate.default, *gate.duties)
        return evaluate(clauses[0].speaks, inquiry.answers) if clauses else False

    def date(self, rule_id: str, inquiry: Inquiry) -> Instant | None:
        """Return until when the duty of a rule runs; None where it is not in force or the date cannot be told."""
        cell = self._find(self.parts.rule(rule_id))
        day = inquiry.question.on
        moved = next((rule.due for rule in cell.rules if rule.id == rule_id and rule.in_force(day)), None)
        if moved is None:
            return None
        period = period_of(moved, cell.whole.parameters, day)
        start = day_start(day.replace(month=1, day=1)) if moved.fact == YEAR_START else inquiry.find(moved.fact)
        known = isinstance(start, int) and abs(start) < FOREVER
        return move_instant(int(start), period) if known and period and isinstance(start, int) else None

    def changes(self, claim: Claim) -> bool:
        """Return whether an edit can change what answers a claim: some clause speaks otherwise, or stays in doubt."""
        parts = self.parts
        if claim.due:
            return True
        cells = [parts.rule(claim.rule)] if claim.rule else [cell for gate in claim.gates for cell in parts.cells(gate)]
        touched = [cell for cell in cells if self._edit is not None and cell.touched(self._edit)]
        return any(
            self._differs(cell.ask(claim.inquiry), self._find(cell).ask(claim.inquiry), claim) for cell in touched
        )

    @staticmethod
    def _differs(old: GateProgram | None, new: GateProgram | None, claim: Claim) -> bool:
        if old == new:
            return False
        looks = [_look(gate, claim.inquiry) for gate in (old, new)]
        return looks[0] != looks[1] or None in looks[0]

    def decide(self, gates: Iterable[str], inquiry: Inquiry) -> Decision:
        """Return the decision of some gates."""
        joined = [self._join(gate, inquiry) for gate in gates]
        table = self.parts.table
        program = Program(
            self.parts.book.revision,
            inquiry.question.on,
            inquiry.act,
            tuple(table.atoms),
            tuple(gate for gate in joined if gate is not None),
            table.blanks,
        )
        return judge_values(program, inquiry.answers)

    def _join(self, gate: str, inquiry: Inquiry) -> GateProgram | None:
        first, *rest = self.parts.cells(gate)
        start = self._find(first).ask(inquiry)
        if start is None:
            return None
        asked = (self._find(cell).ask(inquiry) for cell in rest)
        held = [one for one in asked if one is not None]

        def gather(lists: Iterable[tuple[Clause, ...]]) -> tuple[Clause, ...]:
            return tuple(clause for clauses in lists for clause in clauses)

        return replace(
            start,
            closing=gather(one.closing for one in held),
            opening=gather(one.opening for one in held),
            default=gather(one.default for one in held),
            duties=gather(one.duties for one in held),
            opens=any(one.opens for one in held),
        )

    def _find(self, cell: Cell) -> Cell:
        if self._edit is None or not cell.touched(self._edit):
            return cell
        if cell not in self._made:
            self._made[cell] = cell.edited(self._edit)
        return self._made[cell]


def _look(gate: GateProgram | None, inquiry: Inquiry) -> tuple[object, ...]:
    """Return what one cell adds to a decision: whether its gate applies, and where and how its rule speaks."""
    if gate is None:
        return (False,)
    answers = inquiry.answers
    lists = (gate.closing, gate.opening, gate.default, gate.duties)
    heard = [(place, evaluate(held[0].speaks, answers)) for place, held in enumerate(lists) if held]
    said = next((one for one in heard if one[1] is not False), (0, False))
    return evaluate(gate.applies, answers), *said, gate.opens


def decide_question(book: Book, question: Question, readings: dict[str, str] | None = None) -> tuple[Program, Decision]:
    """Compile a question's act for its day and decide its person."""
    program = compile_program(book, question.on, act_of(question), readings=readings)
    return program, decide_one(program, question.facts)


def split_claims(parts: Parts, case: Case) -> list[Claim]:
    """Return what a case states, the single rules first: they are asked fastest."""
    inquiry = Inquiry(parts.table, case.question, dict(case.readings))
    claims = [Claim(case, inquiry, rule_id) for rule_id in case.claims]
    claims += [Claim(case, inquiry, rule_id, due=word) for rule_id, word in case.due]
    if not case.expect:
        return claims
    gates = parts.book.vocabulary.lists["gates"]
    if case.gate:
        named = {rule.gate for rule_id in case.duties for rule in parts.book.rules.get(rule_id, ())}
        return [*claims, Claim(case, inquiry, gates=tuple(gate for gate in gates if gate in {case.gate, *named}))]
    return [*claims, Claim(case, inquiry, gates=tuple(gates))]


def check_claim(claim: Claim, desk: Desk) -> CaseResult:
    """Ask one claim of a case at a desk."""
    case = claim.case
    if claim.due:
        return CaseResult(case, "", (), (), _check_date(claim, desk.date(claim.rule, claim.inquiry)))
    if claim.rule:
        stated, heard = case.claims[claim.rule], desk.hear(claim.rule, claim.inquiry)
        fault = f"`{claim.rule}` {STATED[heard]}，案例写的是{STATED[stated]}"
        return CaseResult(case, "", (), (), () if heard is stated else (fault,))
    decision = desk.decide(claim.gates, claim.inquiry)
    outcome, by, missing = _view(decision, case.gate)
    faults = [] if outcome == case.expect else [f"结论是{_name(outcome)}，案例写的是{_name(case.expect)}"]
    faults += [f"没有由 `{rule}` 决定" for rule in case.by if rule not in by]
    faults += [f"没有说缺 `{fact}`" for fact in case.missing if fact not in missing]
    faults += [f"没有附随义务 `{rule}`" for rule in case.duties if rule not in decision.duties]
    return CaseResult(case, outcome, by, missing, tuple(faults))


def _name(outcome: str) -> str:
    return f"{OUTCOMES.get(outcome, '')}（{outcome}）"


def _check_date(claim: Claim, due: Instant | None) -> tuple[str, ...]:
    """Compare when a duty ends with the day, or the moment, a case states."""
    shown = "算不出" if due is None else show_instant(due)
    if due is not None and len(claim.due) == len("YYYY-MM-DD"):
        shown = legal_day(due).isoformat()
    stated = claim.due if len(claim.due) == len("YYYY-MM-DD") else show_instant(parse_instant(claim.due))
    return () if shown == stated else (f"`{claim.rule}` 的期限到 {shown}，案例写的是 {claim.due}",)


def run_case(parts: Parts, case: Case) -> CaseResult:
    """Ask everything a case states and compare it with the answers."""
    unknown = [rule_id for rule_id in (*case.claims, *dict(case.due)) if rule_id not in parts.book.rules]
    if unknown:
        return CaseResult(case, "", (), (), tuple(f"没有规则 `{rule_id}`" for rule_id in unknown))
    desk = Desk(parts)
    results = [check_claim(claim, desk) for claim in split_claims(parts, case)]
    last = results[-1]
    faults = tuple(fault for result in results for fault in result.faults)
    return CaseResult(case, last.outcome, last.by, last.missing, faults)


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
    parts = Parts(book)
    return [run_case(parts, case) for case in load_cases(folder, book.vocabulary)]


def count_kinds(cases: Sequence[Case]) -> dict[str, int]:
    """Return how many cases there are, and how many were written by hand, written blind, and drafted by the tool."""
    drafted = sum(case.drafted for case in cases)
    blind = sum(case.blind for case in cases)
    return {"cases": len(cases), "hand_written": len(cases) - drafted, "blind": blind, "drafted": drafted}
