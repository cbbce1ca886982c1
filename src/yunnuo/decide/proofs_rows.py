"""What was proved as plain rows, for programs that read JSON.

Must never show a person who was not decided by the ordinary engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.decide.proofs import WHAT
from yunnuo.decide.proofs_text import write_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.decide.proofs import Counterexample
    from yunnuo.decide.proofs_drafts import Draft
    from yunnuo.decide.proofs_reach import Reach
    from yunnuo.decide.proofs_run import Proof
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.facts import Value


def proof_row(proof: Proof, vocabulary: Vocabulary, seconds: float) -> dict[str, object]:
    """Return what became of a promise."""
    excused = [
        {"readings": dict(sorted(options)), "counterexample": example_row(shown, vocabulary)}
        for options, shown in proof.excused.items()
    ]
    return {
        "promise": proof.id,
        "zh": proof.zh,
        "proved": proof.is_proved,
        "programs": proof.programs,
        "pieces": proof.pieces,
        "undecided": proof.undecided,
        "seconds": round(seconds, 1),
        "empty": proof.example is None and proof.counterexample is None,
        "example": _example_row(proof.example) if proof.example else None,
        "counterexample": example_row(proof.counterexample, vocabulary) if proof.counterexample else None,
        "excused": excused,
    }


def example_row(shown: Counterexample, vocabulary: Vocabulary) -> dict[str, object]:
    """Return a person in every view, with the ordinary engine's decisions."""
    views = [
        {
            "view": label,
            **_draft_row(draft, vocabulary),
            "outcome": str(decision.outcome),
            "law": str(decision.law),
            "contract": str(decision.contract),
            "gates": [
                {"gate": gate.gate, "outcome": str(gate.outcome), "by": list(gate.by)} for gate in decision.gates
            ],
        }
        for label, draft, decision in shown.views
    ]
    return {"on": shown.scope.day.isoformat(), "views": views}


def _example_row(shown: Counterexample) -> dict[str, object]:
    """Return the question of somebody who meets the premise of a promise."""
    act = shown.views[0][1].act
    return {"on": shown.scope.day.isoformat(), **{name: act[name] for name in WHAT if name in act}}


def _draft_row(draft: Draft, vocabulary: Vocabulary) -> dict[str, object]:
    facts = vocabulary.facts

    def written(held: Mapping[str, Value], prefix: str = "") -> dict[str, object]:
        return {name: write_value(value, facts[prefix + name]).strip("'") for name, value in held.items()}

    records = {
        kind: [written(item, f"{kind}.") for item in items if item is not None] for kind, items in draft.records.items()
    }
    return {
        "readings": dict(draft.readings),
        "facts": {**written(draft.act), **written(draft.scalars), **records},
        "complete": sorted(draft.complete),
    }


def reach_row(reach: Reach, seconds: float) -> dict[str, object]:
    """Return which rules decide nothing."""
    dead = [
        {
            "rule": item.rule.id,
            "since": item.rule.since.isoformat(),
            "file": item.rule.file,
            "line": item.rule.line,
            "speaks": item.speaks,
        }
        for item in reach.dead
    ]
    return {
        "rules": reach.asked,
        "dead": dead,
        "undecided": [rule.id for rule in reach.undecided],
        "seconds": round(seconds, 1),
    }
