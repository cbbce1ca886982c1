"""JSON Schema (2020-12) of one `rule` block of an article.

Says no more than what reading the block checks; must never be the only check.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.rulebook.exposures import EXPOSURE_KINDS
from yunnuo.rulebook.model import CONFIDENCES, FORCES, KINDS, TIMINGS
from yunnuo.rulebook.periods import UNITS
from yunnuo.rulebook.phrasing import EXPOSURES, STATUSES
from yunnuo.rulebook.rules import KEYS, QUANTIFIERS
from yunnuo.rulebook.schema_parts import DERIVED, DIALECT, Schema, choose_term, describe_object, label_values, list_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Vocabulary

OPERATORS: Final = ("is not", "is", "not in", "in", "includes", "at_least", "below", "before", "after", "same_as")
TEXT: Final[Schema] = {"type": "string"}


def rule_schema(book: Book) -> Schema:
    """Return the schema of one `rule` block of an article."""
    vocabulary = book.vocabulary
    derived = [fact.id for fact in vocabulary.facts.values() if fact.level in DERIVED]
    known: dict[str, Schema] = {
        "kind": {"enum": [kind for kind in KINDS if kind != "not_encoded"]},
        "gate": choose_term(vocabulary, "gates"),
        "fact": {"enum": derived},
        "rank": {"type": ["integer", "string"], "pattern": r"^\d+$"},
        "timing": label_values(TIMINGS),
        "over": {"type": "string", "pattern": rf"^({_either(QUANTIFIERS)}) ({_either(vocabulary.records)})( \d+)?$"},
        "when": list_of({"$ref": "#/$defs/condition"}),
        "must": list_of({"$ref": "#/$defs/condition"}),
        "unless": list_of(list_of({"$ref": "#/$defs/condition"})),
        "due": {"type": "string", "pattern": r"^\S+ (plus|minus) (\S+|\d+ (" + _either(_units()) + "))$"},
        "remedy": list_of(choose_term(vocabulary, "remedies")),
        "reading": _reading(vocabulary),
        "exposure": {"type": "array", "items": _exposure()},
        "force": label_values(FORCES),
        "confidence": label_values(CONFIDENCES),
    }
    needs = [
        _when_kind("defines", ["fact"]),
        _when_kind("requires", ["gate", "must", "timing"]),
        *(_when_kind(kind, ["gate"]) for kind in ("permits", "forbids", "default")),
    ]
    return {
        "$schema": DIALECT,
        "title": "允诺：规则",
        "description": f"条文里的一个 rule 块。规则库 {book.revision}。",
        **describe_object({key: known.get(key, TEXT) for key in KEYS}, "规则", required=["id", "kind", "zh"]),
        "allOf": needs,
        "$defs": {"condition": _condition(vocabulary)},
    }


def _units() -> list[str]:
    return [word for unit in UNITS for word in (f"{unit}s", unit)]


def _when_kind(kind: str, required: list[str]) -> Schema:
    return {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": {"required": required}}


def _condition(vocabulary: Vocabulary) -> Schema:
    """Return the pattern of a condition line; a yes/no fact asked with `is` takes yes or no."""
    facts = vocabulary.facts.values()
    plain = _either(fact.id for fact in facts if fact.type == "bool")
    others = _either(fact.id for fact in facts if fact.type != "bool")
    return {
        "type": "string",
        "description": "一行条件：事实 比较 值，如 consent_covers is yes",
        "pattern": rf"^(({plain}) +(is|is not) +(yes|no)|({others}) +({'|'.join(OPERATORS)}) +\S.*)$",
    }


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)


def _reading(vocabulary: Vocabulary) -> Schema:
    points = choose_term(vocabulary, "readings")
    options = [option for term in vocabulary.lists["readings"].values() for option in term.texts("options")]
    return describe_object(
        {
            "says": TEXT,
            "status": label_values(STATUSES),
            "because": TEXT,
            "point": points,
            "option": {"enum": list(dict.fromkeys(options))},
        },
        "对条文的理解",
    )


def _exposure() -> Schema:
    kinds = label_values({kind: EXPOSURES[kind] for kind in EXPOSURE_KINDS})
    fields = {"kind": kinds, "authority": TEXT, "sanction": TEXT, "cites": TEXT}
    return describe_object(fields, "违反的后果", required=["kind", "authority", "sanction"])
