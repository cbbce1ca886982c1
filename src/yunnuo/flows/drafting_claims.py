"""What a drafted case states: what the rulebook as it stands answers where a mutant would answer otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.flows.book_parts import Inquiry
from yunnuo.flows.casework import Desk
from yunnuo.flows.drafting_text import write_instant
from yunnuo.flows.mutation_edits import DATE, WEIGHT
from yunnuo.terms.instant import legal_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.decide.expressions import Truth
    from yunnuo.flows.book_parts import Parts
    from yunnuo.flows.drafting_text import Stated
    from yunnuo.flows.mutation_edits import Mutant
    from yunnuo.flows.mutation_proof import Setting
    from yunnuo.terms.facts import Question

KEYS = {True: "speaks", False: "silent", None: "doubts"}


class Claimant:
    """Asks a book what a case about a question can state."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self._desk = parts, Desk(parts)

    def hear(self, setting: Setting, question: Question) -> Truth:
        """Return whether a rule speaks."""
        return self._desk.hear(setting.rule, self._inquire(setting, question))

    def state(self, mutant: Mutant, setting: Setting, question: Question) -> Iterator[Stated]:
        """Yield what can be stated against a mutant, the shortest first."""
        if mutant.shown_by == DATE:
            yield from self._date(setting, question)
        elif mutant.shown_by == WEIGHT or setting.gate:
            yield self._weigh(setting, question)
        else:
            yield self.claim(setting, question)

    def claim(self, setting: Setting, question: Question) -> Stated:
        """Return what a rule says by itself."""
        return {KEYS[self.hear(setting, question)]: (setting.rule,)}

    def _weigh(self, setting: Setting, question: Question) -> Stated:
        gate = setting.gate or self.parts.book.rules[setting.rule][0].gate
        decision = self._desk.decide([gate], self._inquire(setting, question))
        held = next((one for one in decision.gates if one.gate == gate), None)
        if held is None:
            return {"gate": gate, "expect": "not_applicable"}
        outcome = "no_rule" if held.reason == "no_rule" else str(held.outcome)
        stated: dict[str, str | tuple[str, ...]] = {"gate": gate, "expect": outcome}
        if setting.rule in held.by:
            stated["by"] = (setting.rule,)
        if setting.rule in decision.duties:
            stated["duties"] = (setting.rule,)
        return stated

    def _date(self, setting: Setting, question: Question) -> Iterator[Stated]:
        due = self._desk.date(setting.rule, self._inquire(setting, question))
        if due is not None:
            yield {"due": {setting.rule: legal_day(due).isoformat()}}
            yield {"due": {setting.rule: write_instant(due)}}

    def _inquire(self, setting: Setting, question: Question) -> Inquiry:
        return Inquiry(self.parts.table, question, dict(setting.readings))
