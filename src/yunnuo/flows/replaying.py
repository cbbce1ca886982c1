"""Replaying a decision: finding its record, deciding again with the rulebook of its revision, comparing bytes.

Nothing is written. The rulebook must be at hand: the one shipped, or a folder of that revision.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from yunnuo.decide.record import SCHEMA, find_difference, rebuild_record, seal_content, write_canonical
from yunnuo.decide.record_rows import SCHEMA as ROWS_SCHEMA
from yunnuo.decide.record_rows import Rows, read_answers, reopen_rows
from yunnuo.decide.spelling import spell_atom
from yunnuo.flows.recording import ROWS_FILE
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from yunnuo.rulebook.book import Book

SHORTEST: Final = 8  # characters of an id that are enough to find it
BROKEN: Final = (KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError)


@dataclass(frozen=True, slots=True)
class Replay:
    """How a replay came out: the first place that differs, empty when every byte is the same, and what is there now."""

    id: str
    revision: str
    difference: str = ""
    now: str = ""


def replay_decision(name: str, folders: Sequence[Path], book_folder: Path | None = None) -> list[Replay]:
    """Replay one decision (`ID`, `SCREENING:SIGNATURE`), or all of a screening (`SCREENING`).

    Raises InputError when there is no such record, when it cannot be read, or when its revision is not at hand.
    """
    wanted, _, number = name.partition(":")
    if len(wanted) < SHORTEST:
        raise InputError("replay.id", "判断编号太短", todo=f"至少写前 {SHORTEST} 位")
    for folder in folders:
        single = _only(sorted(folder.glob(f"{wanted}*.json")))
        if single and not number:
            return [_replay_single(single.read_bytes(), single.name, book_folder)]
        for file in _row_files(folder, wanted):
            return list(_replay_rows(file, number, book_folder))
    places = "、".join(folder.name for folder in folders)
    raise InputError(
        "replay.missing", "没有这个判断的记录", where=Place(places), todo="用 --records 指明记录所在的文件夹"
    )


def _only(files: list[Path]) -> Path | None:
    if len(files) > 1:
        raise InputError("replay.ambiguous", "不止一条记录的编号这样开头", todo="把编号写全")
    return files[0] if files else None


def _row_files(folder: Path, wanted: str) -> Iterator[Path]:
    for file in (_only(sorted(folder.glob(f"{wanted}*.jsonl"))), folder / ROWS_FILE):
        if file and file.is_file():
            with file.open("rb") as stream:
                if str(_parse(stream.readline(), file.name).get("id", "")).startswith(wanted):
                    yield file


def _replay_single(content: bytes, name: str, book_folder: Path | None) -> Replay:
    record = _parse(content, name)
    if record.get("schema") != SCHEMA:
        raise _unreadable(name)
    book, day = _open_book(record, name, book_folder)
    try:
        again = rebuild_record(record, book, day)
    except BROKEN:
        return _broken(record, name)
    return _compare(record, again, content)


def _replay_rows(file: Path, number: str, book_folder: Path | None) -> Iterator[Replay]:
    with file.open("rb") as stream:
        line = stream.readline()
        head = _parse(line, file.name)
        if head.get("schema") != ROWS_SCHEMA:
            raise _unreadable(file.name)
        book, day = _open_book(head, file.name, book_folder)
        rows = _reopen(head, book, day)
        changed = _check_head(head, rows, line)
        found = 0
        for content in stream:
            row = _parse(content, file.name)
            if number in ("", str(row.get("signature"))):
                found += 1
                yield changed if changed.difference or rows is None else _replay_row(head, row, rows, content)
        if number and not found:
            raise InputError(
                "replay.missing", "这次筛选没有这个编号的判断", where=Place(file.name), todo="检查冒号后的数"
            )
        if not number and not found:
            yield changed  # nobody was screened: there is only the head to hold against itself
        if not number and found != head.get("signatures"):
            yield Replay(str(head.get("id")), book.revision, "/signatures", f"文件里有 {found} 条")


def _reopen(head: Mapping[str, Any], book: Book, day: date) -> Rows | None:
    try:
        return reopen_rows(head, book, day)
    except BROKEN:
        return None


def _check_head(head: Mapping[str, Any], rows: Rows | None, content: bytes) -> Replay:
    """Return whether the head is as it was written and the question is still put the same way."""
    if rows is None:
        return _broken(head, ROWS_FILE)
    again = dict(head) | {"atoms": [spell_atom(atom) for atom in rows.program.atoms]}
    return _compare(head, again | {"id": seal_content(again)}, content)


def _replay_row(head: Mapping[str, Any], row: Mapping[str, Any], rows: Rows, content: bytes) -> Replay:
    try:
        again = rows.make_row(head["id"], row["signature"], read_answers(row["answers"]))
    except BROKEN:
        return _broken({"id": f"{head['id']}:{row.get('signature')}", "revision": head["revision"]}, ROWS_FILE)
    replay = _compare(row, again, content)
    return Replay(f"{head['id']}:{row['signature']}", str(head["revision"]), replay.difference, replay.now)


def _compare(record: Mapping[str, Any], again: Mapping[str, Any], content: bytes) -> Replay:
    """Return the first difference; the id comes last, for it differs whenever anything does."""
    said, now = dict(record), dict(again)
    place = find_difference(said | {"id": ""}, now | {"id": ""}) or find_difference(said.get("id"), now["id"], "/id")
    if not place and write_canonical(now) != content:
        place = "/"
    revision = str(now.get("revision", ""))
    return Replay(str(record.get("id")), revision, place, _value_at(now, place) if place else "")


def _broken(record: Mapping[str, Any], name: str) -> Replay:
    """Return a replay that could not even be tried: a record changed after it was written, or no record of ours."""
    if record.get("id") == seal_content(record):
        raise _unreadable(name)
    return Replay(str(record.get("id")), str(record.get("revision")), "/id", "记录的内容与编号不符")


def _value_at(value: object, place: str) -> str:
    for key in place.strip("/").split("/"):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | int | bool | list) else ""


def _parse(content: bytes, name: str) -> dict[str, Any]:
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        raise _unreadable(name) from None
    if not isinstance(record, dict):
        raise _unreadable(name)
    return record


def _unreadable(name: str) -> InputError:
    return InputError(
        "replay.unreadable", "这不是判断记录，或者已经损坏", where=Place(name), todo="从备份里取原来的文件"
    )


def _open_book(record: Mapping[str, Any], name: str, folder: Path | None) -> tuple[Book, date]:
    try:
        day = date.fromisoformat(str(record.get("on")))
    except ValueError:
        raise _unreadable(name) from None
    wanted = str(record.get("revision"))
    book = load_book() if folder is None else load_book(folder)
    if book.revision != wanted:
        raise InputError(
            "replay.revision",
            "判断时用的规则库版本不在手上",
            why=f"手上的是 {book.revision}",
            todo="用 --book 指明那一版规则库的文件夹",
        )
    return book, day
