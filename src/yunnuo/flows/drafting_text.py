"""Writing a drafted case as YAML: a persona, what differs from it, what is stated. Must never invent or lose a fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.rulebook.questions import FOREVER
from yunnuo.terms.instant import NEVER, day_end, day_start, legal_day, to_datetime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.rulebook.book import Book
    from yunnuo.terms.facts import Question, Record, Value

Stated = Mapping[str, "str | tuple[str, ...] | Mapping[str, str]"]
Changes = dict[str, "Value | tuple[Record, ...] | None"]
PLAIN = re.compile(r"^[\w一-鿿./（“‘《][^:#\[\]{},&*!|>'\"%@`]*$")


@dataclass(frozen=True, slots=True)
class Draft:
    """A case to be written: a persona, what differs from it, and what is stated of rules or of a gate."""

    like: str
    question: Question
    start: Question
    readings: tuple[tuple[str, str], ...]
    stated: Stated


def list_changes(book: Book, start: Question, target: Question) -> Changes:
    """Return what a question says otherwise than its start, by the keys of a case."""
    changes: Changes = {}
    act_at = day_end(target.on) if target.on != start.on else start.act.get("act_at")
    old = {**start.facts.scalars, **start.act, "act_at": act_at}
    new = {**target.facts.scalars, **target.act}
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            value = new.get(name)
            unknown = value == frozenset() and book.vocabulary.facts[name].type != "set"
            changes[name] = None if unknown else value
    for kind in dict.fromkeys([*start.facts.records, *target.facts.records]):
        changes |= _compare_records(kind, start.facts.records.get(kind, ()), target.facts.records.get(kind, ()))
    return changes


def _compare_records(kind: str, old: Sequence[Record], new: Sequence[Record]) -> Changes:
    if [dict(record) for record in old] == [dict(record) for record in new]:
        return {}
    if len(old) == len(new) == 1:
        names = dict.fromkeys([*old[0], *new[0]])
        return {f"{kind}.{name}": new[0].get(name) for name in names if old[0].get(name) != new[0].get(name)}
    return {kind: tuple(new)}


def write_draft(book: Book, draft: Draft, name: str) -> str:
    """Return the case as YAML."""
    changes = list_changes(book, draft.start, draft.question)
    lines = [f"- case: {_quote(name)}", f"  like: {draft.like}"]
    if draft.question.on != draft.start.on:
        lines.append(f"  on: {draft.question.on.isoformat()}")
    lines += _write_facts(book, changes)
    if draft.question.facts.complete != draft.start.facts.complete:
        lines.append(f"  complete: [{', '.join(sorted(draft.question.facts.complete))}]")
    if draft.readings:
        lines.append(f"  readings: {{{', '.join(f'{point}: {option}' for point, option in draft.readings)}}}")
    for key, value in draft.stated.items():
        lines.append(f"  {key}: {_write_stated(value)}")
    return "\n".join([*lines, "  drafted: yes"]) + "\n"


def _write_stated(value: str | tuple[str, ...] | Mapping[str, str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return f"{{{', '.join(f'{key}: {_quote(word)}' for key, word in value.items())}}}"


def _write_facts(book: Book, changes: Changes) -> list[str]:
    if not changes:
        return []
    written = {key: _write_value(book, key, value) for key, value in changes.items()}
    if not any(isinstance(value, tuple) and value for value in changes.values()):
        return [f"  facts: {{{', '.join(f'{key}: {value}' for key, value in written.items())}}}"]
    lines = ["  facts:"]
    for key, value in changes.items():
        if isinstance(value, tuple) and value:
            lines += [f"    {key}:", *(f"    - {_write_record(book, key, record)}" for record in value)]
        else:
            lines.append(f"    {key}: {written[key]}")
    return lines


def _write_record(book: Book, kind: str, record: Record) -> str:
    known = [fact.id.rpartition(".")[2] for fact in book.vocabulary.fields(kind)]
    fields = [f"{name}: {_write_value(book, f'{kind}.{name}', record[name])}" for name in known if name in record]
    return f"{{{', '.join(fields)}}}"


def _write_value(book: Book, key: str, value: Value | tuple[Record, ...] | None) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, tuple):
        return "[]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        places = {word: place for place, word in enumerate(book.vocabulary.facts[key].values)}
        return f"[{', '.join(_quote(word) for word in sorted(value, key=lambda word: (places.get(word, 0), word)))}]"
    if isinstance(value, int):
        return write_instant(value) if book.vocabulary.facts[key].type == "instant" else str(value)
    return _quote(value)


def write_instant(value: int) -> str:
    """Return an instant as cases write it: a day, a moment to the minute where that is enough, never, forever."""
    if value in (NEVER, FOREVER):
        return "never" if value == NEVER else "forever"
    if day_start(legal_day(value)) == value:
        return legal_day(value).isoformat()
    moment = to_datetime(value)
    return moment.replace(tzinfo=None).isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")


def _quote(word: str) -> str:
    return word if PLAIN.match(word) else "'" + word.replace("'", "''") + "'"
