"""The situations whose explanations are kept as snapshots: read once, each told in all three voices."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from yunnuo.decide.explain import VOICES, explain_decision
from yunnuo.decide.remedies import find_cures, find_openings
from yunnuo.decide.trace import Trace, trace_decision
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.cases import load_personas
from yunnuo.rulebook.questions import act_of, read_question
from yunnuo.rulebook.subset import as_list, as_mapping, pick, plain, read_subset

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path(__file__).with_name("situations.yaml")
SNAPSHOTS = Path(__file__).with_name("snapshots")
REVISION = re.compile(r"规则库 [0-9a-f]{16}")


@cache
def situations() -> Mapping[str, Trace]:
    """Return every situation, decided, by its id."""
    book = load_book()
    personas = load_personas(SHIPPED, book.vocabulary)
    held: dict[str, Trace] = {}
    for node in as_list(read_subset(FILE.read_text("utf-8"), FILE.name), FILE.name, "situations"):
        entry = as_mapping(node, FILE.name, "situation")
        like = str(pick(entry, "like") or "")
        question = read_question(entry, FILE.name, book.vocabulary, today=None, start=personas.get(like))
        readings = plain(pick(entry, "readings") or {})
        assert isinstance(readings, dict)
        held[str(pick(entry, "id"))] = trace_decision(book, question.on, act_of(question), question.facts, readings)
    return held


@cache
def told(name: str, voice: str) -> tuple[str, ...]:
    """Return one situation in one voice, line by line; the revision of the rulebook is left out."""
    trace = situations()[name]
    lines = explain_decision(trace, voice, find_cures(trace) or find_openings(trace))
    return tuple(REVISION.sub("规则库 ……", line) for line in lines)


def compose(name: str) -> str:
    """Return the snapshot of a situation: all three voices, one after the other."""
    return "\n".join(f"== {voice} ==\n" + "\n".join(told(name, voice)) + "\n" for voice in VOICES)
