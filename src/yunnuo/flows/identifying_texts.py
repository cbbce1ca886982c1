"""Free texts line by line: JSON objects with a `text` in, the same objects with `spans` out; and the list of kinds.

Spans are places, never values. It streams: a few hundred lines are held at a time.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from yunnuo.identify.kinds import KINDS
from yunnuo.identify.recognizers import RECOGNIZERS
from yunnuo.identify.text import find_many
from yunnuo.terms.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LINES: Final = 500


def span_files(paths: Sequence[Path]) -> Iterator[str]:
    """Yield the lines of `span_lines` of each file, in order.

    Raises InputError before the first line when one of the files is not there.
    """
    for path in paths:
        if not path.is_file():
            raise InputError("identify.missing", "找不到文件", where=Place(path.name), todo="检查文件名和所在位置")
    for path in paths:
        yield from span_lines(path)


def span_lines(path: Path) -> Iterator[str]:
    """Yield each line of a JSON-lines file with the spans of its text added, in order; blank lines are left out.

    Raises InputError at the first line that is no object with a text.
    """
    with path.open("rb") as lines:
        held = (_read_line(line, Place(path.name, row)) for row, line in enumerate(lines, start=1) if line.strip())
        while batch := list(islice(held, _LINES)):
            for entry, spans in zip(batch, find_many([entry["text"] for entry in batch]), strict=True):
                shown = [
                    {"start": s.start, "end": s.end, "kind": s.kind, "form": s.form, "score": round(s.score, 3)}
                    for s in spans
                ]
                yield json.dumps(entry | {"spans": shown}, ensure_ascii=False)


def list_kinds() -> list[dict[str, Any]]:
    """Return every kind of span: id, Chinese name, category, personal, sensitive, and the recogniser's example."""
    known = {recognizer.KIND: recognizer for recognizer in reversed(RECOGNIZERS)}  # of two, the shipped one
    return [
        {
            "id": kind.id,
            "zh": kind.zh,
            "category": kind.category,
            "is_personal": kind.is_personal,
            "is_sensitive": kind.is_sensitive,
            "example": known[kind.id].EXAMPLE if kind.id in known else "",
            "source": known[kind.id].SOURCE if kind.id in known else "",
        }
        for kind in KINDS.values()
    ]


def _read_line(line: bytes, place: Place) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:  # bytes that are no UTF-8 are one, too
        entry = None
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise InputError(
            "identify.texts", '这一行不是带 "text" 的 JSON 对象', where=place, todo='每行写成 {"text": "…"}'
        )
    return entry
