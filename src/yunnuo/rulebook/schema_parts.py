"""The small pieces JSON Schemas of rulebook files are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.rulebook.vocabulary import Vocabulary

Schema = dict[str, object]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DAY: Final = r"\d{4}-\d{2}-\d{2}"
DERIVED: Final = ("derived", "record_derived")


def label_values(words: Mapping[str, str]) -> Schema:
    """Return a closed list with the Chinese name of each value, as editors show it."""
    return {"enum": list(words), "enumDescriptions": list(words.values())}


def choose_term(vocabulary: Vocabulary, name: str) -> Schema:
    """Return one term of a closed list."""
    return label_values({term.id: term.zh for term in vocabulary.lists[name].values()})


def list_of(item: Schema) -> Schema:
    """Return a list of items; one item may stand alone."""
    return {"anyOf": [{"type": "array", "items": item}, item]}


def day_text(zh: str) -> Schema:
    """Return a day written YYYY-MM-DD."""
    return {"type": "string", "pattern": f"^{DAY}$", "description": zh}


def describe_object(
    properties: Mapping[str, Schema],
    zh: str,
    *,
    required: list[str] | None = None,
    patterns: Mapping[str, Schema] | None = None,
) -> Schema:
    """Return an object with these keys and no others."""
    more: Schema = {"required": required} if required else {}
    if patterns:
        more["patternProperties"] = dict(patterns)
    return {"type": "object", "description": zh, "properties": properties, "additionalProperties": False, **more}
