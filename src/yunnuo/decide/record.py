"""The decision record (`yunnuo.decision_record/1`): all a decision was made of, masked, so that it can be made again.

Canonical JSON: keys sorted, no spaces, UTF-8. Names (facts of type `id`, and free sets of names) are replaced by
salted pointers; equal names get equal pointers within one record, so the masked facts decide the same. Touches no file.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from yunnuo.decide.duties import date_duty
from yunnuo.decide.trace import trace_decision
from yunnuo.terms.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Fact, Vocabulary
    from yunnuo.terms.facts import Record, Value

SCHEMA: Final = "yunnuo.decision_record/1"
POINTER: Final = "id:"
POINTER_LENGTH: Final = 32  # hex digits; enough that two names of one record never share a pointer


def build_record(trace: Trace, salt: str, product: str) -> dict[str, Any]:
    """Return the record of a decision; raise ValueError when the masked facts would decide otherwise."""
    act, facts, masked = mask_question(trace, salt)
    again = trace_decision(trace.book, trace.day, act, facts, trace.readings)
    if again.decision != trace.decision:
        raise ValueError("a masked name changed the decision")
    record = {
        "schema": SCHEMA,
        "product": product,
        "salt": salt,
        "masked": masked,
        "act": encode_values(act),
        "facts": {
            "person": encode_values(facts.scalars),
            "records": {kind: [encode_values(held) for held in listed] for kind, listed in facts.records.items()},
            "complete": sorted(facts.complete),
        },
        **describe_decision(again),
    }
    return record | {"id": seal_content(record)}


def rebuild_record(record: Mapping[str, Any], book: Book, day: date) -> dict[str, Any]:
    """Return the record as it comes out when its facts are decided again with a rulebook of its revision."""
    person, held = record["facts"]["person"], record["facts"]["records"]
    facts = Facts(
        decode_values(person),
        {kind: tuple(decode_values(item) for item in listed) for kind, listed in held.items()},
        frozenset(record["facts"]["complete"]),
    )
    trace = trace_decision(book, day, decode_values(record["act"]), facts, record["readings"])
    given = {key: record[key] for key in ("schema", "product", "salt", "masked", "act", "facts")}
    again = given | describe_decision(trace)
    return again | {"id": seal_content(again)}


def describe_decision(trace: Trace) -> dict[str, Any]:
    """Return what a record says of the question's rules and of the answer; readings are written out, chosen or not."""
    terms = trace.book.vocabulary.lists["readings"].values()
    dates = {rule_id: due_day(trace, rule_id) for rule_id in trace.decision.duties}
    return {
        "revision": trace.decision.revision,
        "on": trace.day.isoformat(),
        "readings": {term.id: trace.readings.get(term.id, term.texts("options")[0]) for term in terms},
        **describe_outcome(trace.decision, dates),
    }


def due_day(trace: Trace, rule_id: str) -> str | None:
    """Return the last day of a duty, or None where there is none or it cannot be told."""
    held = date_duty(trace, trace.rule(rule_id))
    return held.due_on.isoformat() if held and held.due_on else None


def describe_outcome(decision: Decision, dates: Mapping[str, str | None]) -> dict[str, Any]:
    """Return what a record says of the answer; `dates` are the last days of its duties."""
    return {
        "outcome": str(decision.outcome),
        "law": str(decision.law),
        "contract": str(decision.contract),
        "curable": decision.curable,
        "gates": [
            {
                "gate": gate.gate,
                "outcome": str(gate.outcome),
                "by": list(gate.by),
                "missing": list(gate.missing),
                "reason": gate.reason,
            }
            for gate in decision.gates
        ],
        "missing": list(decision.missing),
        "duties": [{"rule": rule_id, "due_on": dates[rule_id]} for rule_id in decision.duties],
    }


def write_canonical(record: Mapping[str, Any]) -> bytes:
    """Return a record as canonical JSON, one line."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def seal_content(record: Mapping[str, Any]) -> str:
    """Return the id of a record: the SHA-256 of its canonical JSON without the id."""
    return hashlib.sha256(write_canonical({key: held for key, held in record.items() if key != "id"})).hexdigest()


def find_difference(one: object, other: object, path: str = "") -> str:
    """Return the place of the first difference between two JSON values, in the order of canonical JSON, or nothing."""
    pairs: list[tuple[str, object, object]]
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = [(str(key), one.get(key), other.get(key)) for key in sorted({*one, *other}, key=str)]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(str(place), *pair) for place, pair in enumerate(zip(one, other, strict=True))]
    else:
        return "" if type(one) is type(other) and one == other else path or "/"
    found = (find_difference(left, right, f"{path}/{key}") for key, left, right in pairs)
    return next((place for place in found if place), "")


def encode_values(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return facts as JSON values: a set is a sorted list."""
    return {name: sorted(held) if isinstance(held, frozenset) else held for name, held in values.items()}


def decode_values(values: Mapping[str, Any]) -> dict[str, Value]:
    """Return facts from JSON values; the opposite of `encode_values`."""
    return {name: frozenset(held) if isinstance(held, list) else held for name, held in values.items()}


def mask_question(trace: Trace, salt: str) -> tuple[dict[str, Value], Facts, list[str]]:
    """Return the act and the facts with every name replaced by its pointer, and the places where one was."""
    vocabulary, facts = trace.book.vocabulary, trace.facts
    masked = [f"act/{name}" for name in _named(vocabulary, trace.program.act, "")]
    masked += [f"facts/person/{name}" for name in _named(vocabulary, facts.scalars, "")]
    for kind, listed in facts.records.items():
        masked += [
            f"facts/records/{kind}/{place}/{name}"
            for place, held in enumerate(listed)
            for name in _named(vocabulary, held, f"{kind}.")
        ]
    records = {
        kind: tuple(mask_values(vocabulary, held, salt, f"{kind}.") for held in listed)
        for kind, listed in facts.records.items()
    }
    person = mask_values(vocabulary, facts.scalars, salt)
    return mask_values(vocabulary, trace.program.act, salt), Facts(person, records, facts.complete), sorted(masked)


def mask_values(vocabulary: Vocabulary, values: Record, salt: str, prefix: str = "") -> dict[str, Value]:
    """Return facts with every name replaced by its pointer."""
    named = set(_named(vocabulary, values, prefix))
    return {name: _mask(held, salt) if name in named else held for name, held in values.items()}


def _named(vocabulary: Vocabulary, values: Record, prefix: str) -> Iterator[str]:
    return (name for name in values if _is_name(vocabulary.facts.get(prefix + name)))


def _is_name(fact: Fact | None) -> bool:
    """Return whether a fact holds names: free text, one or several. A fact nobody knows is treated as one."""
    return fact is None or fact.type == "id" or (fact.type == "set" and not fact.values)


def _mask(held: Value, salt: str) -> Value:
    if isinstance(held, frozenset):
        return frozenset(str(_mask(item, salt)) for item in held)
    if not isinstance(held, str):
        return held
    return POINTER + hashlib.sha256(f"{salt}\n{held}".encode()).hexdigest()[:POINTER_LENGTH]
