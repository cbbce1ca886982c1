"""The events of a file as columns in the scratch, so that a million take the memory of a few thousand.

    event(no, template, value, stated_at, at, until, shown, evidence, touchpoint)
                                                                        one row an event, counted from 0
    odd(no, moment, text, evidence, touchpoint, birthday, band)         what an event tells beyond its template;
                                                                        texts as JSON spells them
    second(no, kind, scope, value, origin, mode)                        the other key of the same individual
    template(no, kind, event, key_kind, scope, ...)                     what the events of one template have in common

`kind` is that of the entry, empty when the event leaves none of its own. `origin` and `mode` say how the key became
known: NULL when the event gives no contact point, empty when it does not say. Judges nothing, writes no record.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import orjson

from yunnuo.consent.fingerprints import head_moment, print_event
from yunnuo.consent.templates import HOLES, PRINTED, is_plain, make_template, match_event
from yunnuo.flows.event_origins import tell_origin
from yunnuo.flows.staging import BATCH, Kind, append_columns, append_rows, make_schema, make_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from yunnuo.consent.reading import Event
    from yunnuo.terms.instant import Instant

_EVENT: Final = make_schema(
    no="BIGINT",
    template="BIGINT",
    value="VARCHAR",
    stated_at="BIGINT",
    at="BIGINT",
    until="BIGINT",
    shown="BIGINT",
    evidence="VARCHAR",
    touchpoint="VARCHAR",
)
_ODD: Final = make_schema(
    no="BIGINT",
    moment="BIGINT",
    text="VARCHAR",
    evidence="VARCHAR",
    touchpoint="VARCHAR",
    birthday="VARCHAR",
    band="VARCHAR",
)
_SECOND: Final = make_schema(
    no="BIGINT", kind="VARCHAR", scope="VARCHAR", value="VARCHAR", origin="VARCHAR", mode="VARCHAR"
)
_TEXT: Final[Kind] = "VARCHAR"
_PARTS: Final = 1 + max(len(PRINTED), *(1 + len(holes) for holes in HOLES.values()))
_TEMPLATE: Final = make_schema(
    no="BIGINT",
    kind="VARCHAR",
    event="VARCHAR",
    key_kind="VARCHAR",
    scope="VARCHAR",
    platform="VARCHAR",
    shop="VARCHAR",
    origin="VARCHAR",
    mode="VARCHAR",
    **dict.fromkeys((f"{text}{place}" for text in "ps" for place in range(_PARTS)), _TEXT),
)
_VARIED: Final = attrgetter("key.value", "stated_at", "at", "until", "notice_shown_at", "evidence", "touchpoint")


class EventStage:
    """Takes events one by one; after `close` the tables hold all of them, and `rows` what the rows of each share."""

    def __init__(self, scratch: duckdb.DuckDBPyConnection) -> None:
        self.scratch, self.count = scratch, 0
        self.rows: list[dict[str, Any]] = []
        self._samples: list[Event] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        self._waiting: list[Event] = []
        self._templates: list[int] = []
        for name, schema in (("event", _EVENT), ("odd", _ODD), ("second", _SECOND)):
            make_table(scratch, name, schema)

    def add(self, event: Event) -> None:
        """Take one event."""
        alike = match_event(event)
        number = self._numbers.get(alike)
        if number is None:
            number = self._numbers[alike] = len(self._samples)
            self._samples.append(event)
        self._templates.append(number)
        self._waiting.append(event)
        if len(self._waiting) == BATCH:
            self._flush()

    def close(self, *, now: Instant) -> None:
        """Write what is still held back, and the templates; entries will be of `now`."""
        if self._waiting:
            self._flush()
        make_table(self.scratch, "template", _TEMPLATE)
        append_rows(self.scratch, "template", _TEMPLATE, self._tell_templates(now))
        self._samples, self._numbers = [], {}

    def _tell_templates(self, now: Instant) -> Iterator[tuple[Any, ...]]:
        for no, event in enumerate(self._samples):
            one = make_template(event, now=now)
            self.rows.append(one.row)
            place = (event.key.kind, event.key.scope, event.platform, event.shop, *tell_origin(event, event.key))
            yield no, one.kind, event.kind, *place, *_pad(one.printed), *_pad(one.spelled)

    def _flush(self) -> None:
        held, first = self._waiting, self.count
        numbers = range(first, first + len(held))
        columns = zip(*map(_VARIED, held), strict=True)
        append_columns(self.scratch, "event", _EVENT, [numbers, self._templates, *columns])
        odd = [(no, event) for no, event in zip(numbers, held, strict=True) if not is_plain(event)]
        append_rows(self.scratch, "odd", _ODD, [_tell_odd(no, event) for no, event in odd])
        others = [(no, *event.other, *tell_origin(event, event.other)) for no, event in odd if event.other]
        append_rows(self.scratch, "second", _SECOND, others)
        self.count += len(held)
        self._waiting, self._templates = [], []


def _tell_odd(no: int, event: Event) -> tuple[int, int, str, str, str, str | None, str | None]:
    birthday = event.birthday.isoformat() if event.birthday else None
    evidence, touchpoint = (orjson.dumps(text).decode() for text in (event.evidence, event.touchpoint))
    return no, head_moment(event), print_event(event), evidence, touchpoint, birthday, event.age_band or None


def _pad(parts: list[str]) -> list[str]:
    return parts + [""] * (_PARTS - len(parts))
