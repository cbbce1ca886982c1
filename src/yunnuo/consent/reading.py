"""From a row of an event file to an event: everything about the row that can be wrong is found here.

Judges no consent; a consent nobody could rely on is still what happened. Never quotes a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from yunnuo.consent.cells import (
    CellFault,
    fold_names,
    read_day,
    read_flag,
    read_moment,
    read_term,
    read_terms,
    read_word,
)
from yunnuo.consent.errors import RowFault
from yunnuo.consent.fields import (
    AGE_BANDS,
    COLUMNS,
    CONSENTS,
    ENDING,
    EVENTS,
    GUARDIANS,
    MEMBERSHIPS,
    NOBODY,
    STOPS,
    YES_NO,
)
from yunnuo.identify.cells import clean_cell
from yunnuo.people.keys import KeyKind, KeyValue, account_scope, fold_shop, normalise_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant

T = TypeVar("T")

_KEY_KINDS: Final = {kind.zh: kind.value for kind in KeyKind}


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """A published version of a notice: since when, and every handler it names, as written and folded."""

    published_at: Instant
    handlers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What a row is checked against: the vocabulary, the notices by version, and the instant of the import."""

    vocabulary: Vocabulary
    notices: Mapping[str, KnownNotice]
    now: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row, read, or one choice. `stated_at` is the time as it was meant; `at` is never after the recording.

    A stop that is `limited` stops only what its recipients and categories name; any other stop is of everything in its
    purposes and channels, whatever else the row says. `once`, when set, is what makes the event the same as another of
    its kind and key: a form sent twice is one choice.
    """

    row: int = 1
    kind: str
    key: KeyValue
    other: KeyValue | None = None
    platform: str = ""
    shop: str = ""
    stated_at: Instant
    at: Instant
    until: Instant | None = None
    purposes: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    handler: str = ""
    notice_version: str = ""
    notice_shown_at: Instant | None = None
    manner: str = "unknown"
    separate: bool | None = None
    guardian: str = ""
    recipients: str = ""
    limited: bool = False
    evidence: str = ""
    touchpoint: str = ""
    birthday: date | None = None
    age_band: str = ""
    once: str = ""


def read_event(row: int, cells: Mapping[str, str], known: Known) -> Event | list[RowFault]:
    """Return the event of a row (field -> text, missing fields absent), or everything wrong with it."""
    reader = _RowReader(row, cells)
    take, vocabulary = reader.take, known.vocabulary
    kind = take("event", lambda text: read_word(text, EVENTS, "consent.event"), "")
    platform = take("platform", lambda text: read_term(text, "platforms", vocabulary) if text else "", "")
    shop = fold_shop(reader.text("shop"))
    stated_at = take("at", lambda text: read_moment(text, ending=kind in ENDING), None)
    event = Event(
        row=row,
        kind=kind,
        key=_read_key(reader, "key", platform, shop) or KeyValue("", "", ""),
        other=_read_key(reader, "other_key", platform, shop) if reader.text("other_key") else None,
        platform=platform,
        shop=shop,
        stated_at=stated_at or 0,
        at=min(stated_at or 0, known.now),
        until=take("until", lambda text: read_moment(text, ending=True) if text else None, None),
        purposes=take("purposes", lambda text: read_terms(text, "purposes", vocabulary), ()),
        channels=take("channels", lambda text: read_terms(text, "channels", vocabulary), ()),
        categories=take("categories", lambda text: read_terms(text, "categories", vocabulary), ()),
        handler=reader.text("handler"),
        notice_version=reader.text("notice_version"),
        notice_shown_at=take("notice_shown_at", lambda text: read_moment(text) if text else None, None),
        manner=take("manner", lambda text: read_term(text, "manners", vocabulary) if text else "unknown", "unknown"),
        separate=take("separate", lambda text: read_flag(text, YES_NO), None),
        guardian=take("guardian", lambda text: read_word(text, GUARDIANS, "consent.guardian") if text else "", ""),
        recipients=fold_names(reader.text("recipients"), NOBODY),
        limited=take("limited", lambda text: read_flag(text, YES_NO), None) is True,
        evidence=reader.text("evidence"),
        touchpoint=reader.text("touchpoint"),
        birthday=take("birthday", lambda text: read_day(text) if text else None, None),
        age_band=take("age_band", lambda text: _read_band(text, vocabulary), ""),
    )
    if not reader.faults:
        _check_times(reader, event, known)
        _check_notice(reader, event, known)
        _check_place(reader, event)
        _check_limits(reader, event)
    return reader.faults or event


class _RowReader:
    """Reads cells of one row and collects what is wrong."""

    def __init__(self, row: int, cells: Mapping[str, str]) -> None:
        self.row, self.faults = row, list[RowFault]()
        self._cells = cells

    def text(self, field: str) -> str:
        """Return the cell without blanks and Excel guards; empty when the column is absent."""
        return clean_cell(self._cells.get(field, ""))

    def take(self, field: str, read: Callable[[str], T], fallback: T) -> T:
        """Return what `read` makes of the cell, or `fallback` after noting the fault."""
        try:
            return read(self.text(field))
        except CellFault as fault:
            self.refuse(field, fault.code, fault.what, fault.todo)
            return fallback

    def refuse(self, field: str, code: str, what: str, todo: str) -> None:
        """Note a fault of a field."""
        self.faults.append(RowFault(self.row, COLUMNS[field][0], code, what, todo))


def _read_key(reader: _RowReader, field: str, platform: str, shop: str) -> KeyValue | None:
    kind = reader.take(f"{field}_kind", lambda text: read_word(text, _KEY_KINDS, "consent.key_kind"), "")
    if not kind:
        return None
    if kind == KeyKind.PLATFORM_ACCOUNT and not (platform and shop):
        missing = "shop" if platform else "platform"
        reader.refuse(
            missing, "consent.key_scope", "平台账号必须写明平台和店铺", "补上平台和店铺，店铺名与订单文件一致"
        )
        return None
    value = normalise_value(KeyKind(kind), reader.text(field))
    if value is None:
        todo = "填写完整的原值；打码、密文和虚拟号不能指明是谁"
        reader.refuse(field, "consent.key", "不能作为这种标识", todo)
        return None
    return KeyValue(kind, account_scope(platform, shop) if kind == KeyKind.PLATFORM_ACCOUNT else "", value)


def _read_band(text: str, vocabulary: Vocabulary) -> str:
    if not text or text in vocabulary.facts["age_band"].values:
        return text
    return read_word(text, AGE_BANDS, "consent.age_band")


def _check_times(reader: _RowReader, event: Event, known: Known) -> None:
    """Refuse what lies in the future; a day without a time does until it begins."""
    began = read_moment(reader.text("at"))
    if began > known.now:
        reader.refuse("at", "consent.future", "时间在将来", "核对时间")
    if event.until is not None and event.until < began:
        reader.refuse("until", "consent.until", "有效期早于同意的时间", "核对有效期")


def _check_limits(reader: _RowReader, event: Event) -> None:
    """Refuse a limit on what is no stop, and a stop that is limited to nothing: it would stop nothing."""
    if not event.limited:
        return
    if event.kind not in STOPS:
        reader.refuse("limited", "consent.limited", "只有拒绝、撤回、停止联系可以仅限所列", "留空")
    elif not event.categories and not event.recipients.strip(";"):
        reader.refuse(
            "limited", "consent.limited", "仅限所列，却没有列出接收方或信息种类", "列出来，或留空（全部停止）"
        )


def _check_notice(reader: _RowReader, event: Event, known: Known) -> None:
    """Refuse a notice that does not exist, names another handler, or was shown too early or after the act."""
    if event.kind not in CONSENTS or not event.notice_version:
        return
    notice = known.notices.get(event.notice_version)
    if notice is None:
        reader.refuse(
            "notice_version", "consent.notice_unknown", "没有发布过这个告知版本", "先发布该版本，或改正版本号"
        )
        return
    if event.handler and notice.handlers.isdisjoint((event.handler, fold_shop(event.handler))):
        reader.refuse(
            "handler",
            "consent.notice_handler",
            "该告知版本没有写这个处理者",
            "核对处理者（写告知里的全称）和版本号；向别人作出的同意，改填写明它的版本，或不填版本",
        )
    shown = event.notice_shown_at
    if shown is not None and shown > event.stated_at:
        reader.refuse("notice_shown_at", "consent.notice_late", "告知展示在同意之后", "核对两个时间")
    if min(event.stated_at, event.stated_at if shown is None else shown) < notice.published_at:
        field = "at" if shown is None else "notice_shown_at"
        reader.refuse(field, "consent.notice_early", "早于该告知版本的发布时间", "核对时间或版本号")


def _check_place(reader: _RowReader, event: Event) -> None:
    if event.kind in MEMBERSHIPS and not (event.platform and event.shop):
        field = "shop" if event.platform else "platform"
        reader.refuse(field, "consent.member_place", "会员事件必须写明平台和店铺", "补上平台和店铺")
