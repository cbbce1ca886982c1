"""Writes what happened (joining, consents, stops, deaths) as event files; the notices and the declarations.

Four event files with four habits: Chinese or English headers and words, with or without byte order mark, GB18030.
"""

from __future__ import annotations

import csv
import hashlib
import io
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import yaml

from yunnuo.demo.setting import load_data
from yunnuo.terms.instant import to_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from yunnuo.demo.cast import Cast
    from yunnuo.demo.records import Consent, Key, Person
    from yunnuo.terms.instant import Instant

Row = dict[str, str]
_REPEATED: Final = 25  # rows of the first consent file that the late file holds once more


def write_events(cast: Cast, folder: Path) -> list[Path]:
    """Write the event files into `folder`; return them in the order in which the brand received them."""
    chosen = {"01_members.csv": _tell_members, "02_consents.csv": _tell_current, "03_stops.csv": _tell_stops}
    batches = {name: _collect_rows(cast, tell) for name, tell in chosen.items()}
    late = _collect_rows(cast, _tell_late)
    batches["04_late.csv"] = [*late, *batches["02_consents.csv"][:_REPEATED]]
    words = load_data("words.yaml")
    return [_write_batch(folder / name, rows, words) for name, rows in batches.items()]


def write_notices(cast: Cast, folder: Path) -> Path:
    """Write notices.yaml and, beside it, the text of each version whose hash it states."""
    (folder / "notices").mkdir(exist_ok=True)
    entries = []
    for notice in cast.setting.notices.values():
        entry: dict[str, Any] = {
            "version": notice.version,
            "handler": cast.setting.handler,
            "published_at": notice.day,
            "purposes": list(notice.purposes),
            "channels": list(notice.channels),
            "categories": list(notice.categories),
            "elements": list(notice.elements),
        }
        text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False).encode()
        (folder / "notices" / f"{notice.version}.txt").write_bytes(text)
        entries.append({**entry, "text_sha256": hashlib.sha256(text).hexdigest()})
    return _write_yaml(folder / "notices.yaml", entries)


def write_declarations(cast: Cast, folder: Path) -> tuple[Path, Path]:
    """Write which ledgers the brand declares complete, and a second file that declares nothing."""
    told = cast.setting.declarations
    entries = [
        {
            "record": record["record"],
            "purpose": record["purpose"],
            "channel": channel,
            "since": told["since"],
            "through": None,
            "declared_by": told["declared_by"],
        }
        for record in told["records"]
        for channel in record["channels"]
    ]
    return _write_yaml(folder / "declarations.yaml", entries), _write_yaml(folder / "declarations_none.yaml", [])


def _collect_rows(cast: Cast, tell: Callable[[Person], Iterator[Row]]) -> list[Row]:
    """Return the rows of everybody; what was agreed with another handler rests on no notice of this one."""
    rows = [row for person in cast.persons for row in tell(person)]
    for row in rows:
        if row.get("handler", cast.setting.handler) != cast.setting.handler:
            row.update(notice_version="", notice_shown_at="")
    return _sort_rows(rows)


def _tell_members(person: Person) -> Iterator[Row]:
    for event in person.memberships:
        yield {"event": event.event, **_show_key(event.key), **_show_other(event.other_key), "at": _show(event.at)}


def _tell_current(person: Person) -> Iterator[Row]:
    return (_show_consent(person, consent) for consent in person.consents if not consent.late)


def _tell_late(person: Person) -> Iterator[Row]:
    return (_show_consent(person, consent) for consent in person.consents if consent.late)


def _tell_stops(person: Person) -> Iterator[Row]:
    for stop in person.stops:
        scope = {"purposes": ";".join(stop.purposes), "channels": ";".join(stop.channels)}
        yield {"event": stop.event, **_show_key(stop.key), "at": _show(stop.at), **scope}
    if person.deceased_at is not None:
        yield {"event": "deceased", **_show_key(person.keys[0]), "at": _show(person.deceased_at)}


def _show_consent(person: Person, consent: Consent) -> Row:
    row = {
        "event": consent.event,
        **_show_key(consent.key),
        **_show_other(consent.other_key),
        "at": _show(consent.at),
        "purposes": ";".join(consent.purposes),
        "channels": ";".join(consent.channels),
        "categories": ";".join(consent.categories),
        "handler": consent.handler,
        "manner": consent.manner,
        "evidence": consent.evidence,
        "touchpoint": consent.touchpoint,
        "birthday": person.birthday.isoformat() if person.birthday else "",
        "age_band": person.age_band,
    }
    if consent.platform:
        row |= {"platform": consent.platform, "shop": consent.shop}
    if consent.event == "consent":
        shown = "" if consent.shown_at is None else _show(consent.shown_at)
        until = consent.until.isoformat() if consent.until else ""
        row |= {"notice_version": consent.notice, "notice_shown_at": shown, "separate": "是", "until": until}
        row |= {"guardian": consent.guardian}
    return row


def _show_key(key: Key) -> Row:
    return {"key_kind": key.kind, "key": key.value, "platform": key.platform, "shop": key.shop}


def _show_other(key: Key | None) -> Row:
    return {} if key is None else {"other_key_kind": key.kind, "other_key": key.value}


def _show(at: Instant) -> str:
    """Return `yyyy-MM-dd HH:mm`; every time of the story is a whole minute."""
    return to_datetime(at).strftime("%Y-%m-%d %H:%M")


def _sort_rows(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=itemgetter("at", "key"))


def _write_batch(path: Path, rows: list[Row], words: dict[str, Any]) -> Path:
    habit = words["files"][path.name]
    columns = words["columns"]
    speak = _speak_chinese(words) if habit["language"] == "zh" else _keep_word
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([zh if habit["language"] == "zh" else name for name, zh in columns.items()])
    for row in rows:
        writer.writerow([_show_cell(name, row.get(name, ""), habit, speak) for name in columns])
    path.write_bytes(text.getvalue().encode(habit["encoding"]))
    return path


def _show_cell(name: str, value: str, habit: dict[str, str], speak: Callable[[str, str], str]) -> str:
    if name in {"at", "notice_shown_at"} and value:
        return value.replace("-0", "-").replace("-", "/") if habit["times"] == "slash" else f"{value}:00"
    if name in {"purposes", "channels", "categories"}:
        return habit["joint"].join(speak(name, part) for part in value.split(";"))
    return speak(name, value)


def _keep_word(_column: str, word: str) -> str:
    return word


def _speak_chinese(words: dict[str, Any]) -> Callable[[str, str], str]:
    def speak(column: str, word: str) -> str:
        return str(words["words"].get(column, {}).get(word, word))

    return speak


def _write_yaml(path: Path, entries: list[dict[str, Any]]) -> Path:
    text = yaml.dump(entries, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(text, encoding="utf-8")
    return path


class _PlainDumper(yaml.SafeDumper):
    """Writes every value out: the rulebook's YAML has no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True
