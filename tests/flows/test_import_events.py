"""Importing event files: what is taken, what is refused, and that the same event never counts twice."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from flow_files import NOW, SHOP, consent_row, make_export, stop_row, write_events
from notice_desk import NOW as NOTICE_DAY
from notice_desk import fuller, read

from yunnuo.consent.errors import RowsRefused
from yunnuo.demo.people import phone_number
from yunnuo.flows.notice_publish import publish_document
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.events import EventReport
    from yunnuo.flows.workspace import Workspace

_RNG = random.Random(11)  # noqa: S311  (invented people, not keys)
ANNA, BEN = phone_number(_RNG), phone_number(_RNG)
ACCOUNT = {"key_kind": "platform_account", "platform": "taobao_tmall", "shop": SHOP}

pytestmark = pytest.mark.sampled


def _import(workspace: Workspace, path: Path) -> EventReport:
    from yunnuo.flows.events import import_events

    return import_events(workspace, path, load_book().vocabulary, now=NOW)


def _refuse(workspace: Workspace, path: Path) -> RowsRefused:
    with pytest.raises(RowsRefused) as caught:
        _import(workspace, path)
    return caught.value


def _publish(tmp_path: Path, version: str = "N1", published: str = "2025-01-01") -> None:
    from yunnuo.flows.notices import publish_notices

    text = (
        f"- version: {version}\n  handler: 允诺样例\n  published_at: {published}\n  purposes: [repeated_marketing]\n"
        f"  channels: [sms]\n  categories: [phone]\n  elements: [handler_name]\n  text_sha256: {'0' * 64}\n"
    )
    (tmp_path / "notices.yaml").write_text(text, "utf-8")
    publish_notices(tmp_path / "notices.yaml", load_book().vocabulary, now=NOW)


def test_consent_and_withdrawal_are_kept(workspace: Workspace, tmp_path: Path) -> None:
    """A consent and a withdrawal of one phone are two events of one individual, each in the ledger."""
    from yunnuo.consent.models import ConsentEvent, StopEvent
    from yunnuo.ledger.models import LedgerEntry

    report = _import(workspace, write_events(tmp_path / "e.csv", consent_row(ANNA), stop_row(ANNA)))

    consent, stop = ConsentEvent.objects.get(), StopEvent.objects.get()
    assert {"consent": 1, "withdrawal": 1} == report.new
    assert consent.individual_id == stop.individual_id
    assert ("repeated_marketing", "sms", "E", "") == (consent.purposes, consent.channels, consent.grade, stop.purposes)
    assert {"consent.given", "consent.stop"} <= set(LedgerEntry.objects.values_list("kind", flat=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_words_and_encodings(workspace: Workspace, tmp_path: Path, encoding: str) -> None:
    """Chinese headers and words are read in every encoding a spreadsheet writes."""
    from yunnuo.consent.models import ConsentEvent

    head = "事件,标识类型,标识,时间,目的,渠道,信息种类,方式,单独同意,监护人同意,有效期至\r\n"
    row = (
        f"同意,手机号,\t{ANNA},2025/3/1 9:05,重复营销；个性化推送,短信、电子邮件,手机号,单独勾选,是,已核实,2026/3/1\r\n"
    )
    (tmp_path / "e.csv").write_bytes(f"{head}{row}\r\n".encode(encoding))

    _import(workspace, tmp_path / "e.csv")

    held = ConsentEvent.objects.get()
    assert ("personalised_push;repeated_marketing", "email;sms") == (held.purposes, held.channels)
    assert parse_instant("2025-03-01T09:05:00+08:00") == held.at
    assert parse_instant("2026-03-02T00:00:00+08:00") - 1 == held.until
    assert (True, "verified", "separate_tick") == (held.separate, held.guardian, held.manner)


def test_same_events_in_another_file_count_once(workspace: Workspace, tmp_path: Path) -> None:
    """Overlapping files say how many events are new and how many were there already; order of rows is no content."""
    _import(workspace, write_events(tmp_path / "a.csv", consent_row(ANNA), stop_row(ANNA)))

    again = _import(workspace, write_events(tmp_path / "b.csv", stop_row(ANNA), stop_row(BEN), consent_row(ANNA)))

    assert ({"withdrawal": 1}, 2) == (again.new, again.known_events)


def test_same_file_is_recognised(workspace: Workspace, tmp_path: Path) -> None:
    """The same file again is known by its hash."""
    path = write_events(tmp_path / "a.csv", consent_row(ANNA))
    _import(workspace, path)

    assert _import(workspace, path).already


def test_same_event_after_rotation_counts_once(workspace: Workspace, tmp_path: Path) -> None:
    """An event is recognised under the key version it was first recorded with."""
    from yunnuo.flows.workspace import open_workspace
    from yunnuo.protect.keys import rotate_keyring

    _import(workspace, write_events(tmp_path / "a.csv", stop_row(ANNA)))
    rotate_keyring(workspace.keys)
    turned = open_workspace(workspace.folder)

    again = _import(turned, write_events(tmp_path / "b.csv", stop_row(ANNA), stop_row(BEN)))

    assert ({"withdrawal": 1}, 1, 1) == (again.new, again.known_events, again.new_individuals)


def test_late_consent_keeps_its_own_time(workspace: Workspace, tmp_path: Path) -> None:
    """An old consent that arrives after a newer withdrawal is stored with the time it was given."""
    from yunnuo.consent.models import ConsentEvent, StopEvent

    _import(workspace, write_events(tmp_path / "a.csv", stop_row(ANNA, "2025-06-01 10:00")))
    _import(workspace, write_events(tmp_path / "b.csv", consent_row(ANNA, "2025-03-01 10:00")))

    assert ConsentEvent.objects.get().at < StopEvent.objects.get().at


def test_stop_of_an_unknown_key_takes_hold_later(workspace: Workspace, tmp_path: Path) -> None:
    """A stop for a number nobody knows is kept and reaches whoever turns up with it, even after a rotation."""
    from yunnuo.consent.models import StopEvent
    from yunnuo.flows.importing import import_export
    from yunnuo.flows.workspace import open_workspace
    from yunnuo.people.models import ContactPoint, Individual
    from yunnuo.protect.keys import rotate_keyring

    _import(workspace, write_events(tmp_path / "a.csv", stop_row(ANNA, event="suppression")))
    assert 0 == ContactPoint.objects.count()
    rotate_keyring(workspace.keys)
    turned = open_workspace(workspace.folder)

    import_export(turned, make_export({"account": "小鹿1", "receiver_phone": f"+86{ANNA}"}), now=NOW)

    stopped = StopEvent.objects.get().individual
    assert 2 == Individual.objects.filter(circle=stopped.circle).count()


def test_second_key_merges(workspace: Workspace, tmp_path: Path) -> None:
    """The second key of a row is the same person: two known individuals become one, and the stop now binds both."""
    from yunnuo.consent.models import ConsentEvent, StopEvent

    account = {**ACCOUNT, "key": "小鹿1"}
    _import(workspace, write_events(tmp_path / "a.csv", consent_row(ANNA), {**stop_row(""), **account}))
    join = {"event": "join", **account, "at": "2025-02-01", "other_key_kind": "phone", "other_key": ANNA}

    report = _import(workspace, write_events(tmp_path / "b.csv", join))

    assert (1, {"join": 1}) == (report.merged, report.new)
    assert ConsentEvent.objects.get().individual_id == StopEvent.objects.get().individual_id


def test_a_day_counts_for_the_individual(workspace: Workspace, tmp_path: Path) -> None:
    """A withdrawal dated with a day only holds to the day's end; a consent counts from its start."""
    from yunnuo.consent.models import ConsentEvent, StopEvent

    _import(workspace, write_events(tmp_path / "a.csv", consent_row(ANNA, "2025-03-01"), stop_row(ANNA, "2025-03-01")))

    assert parse_instant("2025-03-01") == ConsentEvent.objects.get().at
    assert parse_instant("2025-03-02") - 1 == StopEvent.objects.get().at


def test_withdrawal_of_today_holds_now(workspace: Workspace, tmp_path: Path) -> None:
    """A withdrawal dated today without a time is in force at once, never in the future."""
    from yunnuo.consent.models import StopEvent

    _import(workspace, write_events(tmp_path / "a.csv", stop_row(ANNA, "2026-11-23")))

    assert NOW == StopEvent.objects.get().at


def test_ages_and_deaths_are_facts(workspace: Workspace, tmp_path: Path) -> None:
    """A birthday is kept sealed, a stated band and a death as they were told; twice told is once kept."""
    from yunnuo.people.models import AgeRecord, DeceasedRecord

    death = {"event": "deceased", "key_kind": "phone", "key": BEN, "at": "2025-05-05"}
    told = consent_row(ANNA, birthday="2015-04-01", age_band="under_14")
    _import(workspace, write_events(tmp_path / "a.csv", told, death))
    _import(workspace, write_events(tmp_path / "b.csv", death, {**told, "touchpoint": "门店"}))

    assert 1 == DeceasedRecord.objects.count()
    assert ["", "under_14"] == sorted(AgeRecord.objects.values_list("band", flat=True))


def test_own_touchpoint_is_an_origin(workspace: Workspace, tmp_path: Path) -> None:
    """A consent at the brand's own touchpoint shows where the number came from; one on a platform its membership."""
    from yunnuo.people.models import Origin

    inside = {"platform": "taobao_tmall", "shop": SHOP, "touchpoint": "平台入会页"}
    rows = (consent_row(ANNA, touchpoint="官网表单"), consent_row(BEN, **inside), consent_row(BEN, "2025-04-01"))
    _import(workspace, write_events(tmp_path / "a.csv", *rows))

    assert [("own_form", ""), ("platform_member", "taobao_tmall")] == sorted(
        Origin.objects.values_list("kind", "platform")
    )


def test_notice_must_be_published_shown_and_then_agreed(workspace: Workspace, tmp_path: Path) -> None:
    """A consent names a published notice, shown after it was published and not after the consent."""
    _publish(tmp_path)
    rows = (
        consent_row(ANNA, notice_version="N9"),
        consent_row(ANNA, notice_version="N1", notice_shown_at="2024-12-31 10:00"),
        consent_row(ANNA, notice_version="N1", notice_shown_at="2025-03-01 10:01"),
        consent_row(ANNA, "2024-12-01", notice_version="N1"),
        consent_row(ANNA, notice_version="N1", notice_shown_at="2025-03-01 09:59"),
    )

    refused = _refuse(workspace, write_events(tmp_path / "a.csv", *rows))

    assert [
        (2, "告知版本", "consent.notice_unknown"),
        (3, "告知展示时间", "consent.notice_early"),
        (4, "告知展示时间", "consent.notice_late"),
        (5, "时间", "consent.notice_early"),
    ] == [(fault.row, fault.column, fault.code) for fault in refused.faults]


def test_notice_must_name_the_handler(workspace: Workspace, tmp_path: Path) -> None:
    """A consent to a handler its notice does not name is refused; a name spaced otherwise, or none, is taken."""
    _publish(tmp_path)
    rows = [consent_row(ANNA, f"2025-03-0{day}", notice_version="N1") for day in range(1, 5)]
    for row, name in zip(rows, ("允诺 样例", "", "样例联名", "允诺样例日化"), strict=True):
        row["handler"] = name

    refused = _refuse(workspace, write_events(tmp_path / "a.csv", *rows, stop_row(BEN, handler="样例联名")))

    assert [(4, "处理者", "consent.notice_handler"), (5, "处理者", "consent.notice_handler")] == [
        (fault.row, fault.column, fault.code) for fault in refused.faults
    ]
    assert {"consent": 2} == _import(workspace, write_events(tmp_path / "b.csv", *rows[:2])).new


def test_notice_may_name_several_handlers(workspace: Workspace, tmp_path: Path) -> None:
    """Joint handlers, recipients and a successor are named by a notice too; who only works for the handler is not."""
    publish_document(read(fuller()), load_book(), now=NOTICE_DAY, despite="试验")
    names = {
        "处理者": "木禾食品（上海）有限公司",
        "共同": "木禾物流（苏州）有限公司",
        "接收": "青穗农场（浙江）有限公司",
        "境外": "Muhe Foods Pte. Ltd.",
        "接手": "木禾集团股份有限公司",
    }
    rows = [consent_row(ANNA, "2026-10-01", notice_version="MH-2026-09", handler=name) for name in names.values()]
    entrusted = {"notice_version": "MH-2026-09", "handler": fuller()["entrusted"][0]["name"]}

    refused = _refuse(workspace, write_events(tmp_path / "a.csv", consent_row(ANNA, "2026-10-01", **entrusted)))

    assert ["consent.notice_handler"] == [fault.code for fault in refused.faults]
    assert {"consent": len(names)} == _import(workspace, write_events(tmp_path / "b.csv", *rows)).new


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"event": "赞成"}, "事件", "consent.event"),
        ({"key_kind": "qq"}, "标识类型", "consent.key_kind"),
        ({"key": "199****0001"}, "标识", "consent.key"),
        ({"key": "19900000001-1234"}, "标识", "consent.key"),
        ({"key_kind": "platform_account", "key": "小鹿1"}, "平台", "consent.key_scope"),
        ({"at": "2025-02-30"}, "时间", "consent.time"),
        ({"at": "2026-11-23 12:01"}, "时间", "consent.future"),
        ({"purposes": "重复行销"}, "目的", "consent.purposes"),
        ({"channels": "sma"}, "渠道", "consent.channels"),
        ({"separate": "也许"}, "单独同意", "consent.flag"),
        ({"until": "2024-01-01"}, "有效期至", "consent.until"),
        ({"birthday": "1990-13-01"}, "出生日期", "consent.day"),
        ({"platform": "tiktok"}, "平台", "consent.platforms"),
        ({"event": "leave"}, "平台", "consent.member_place"),
    ],
)
def test_wrong_rows_are_named(
    workspace: Workspace, tmp_path: Path, changes: dict[str, str], column: str, code: str
) -> None:
    """Each thing that can be wrong in a row is told with row, column and code, and nothing is written."""
    from yunnuo.people.models import Individual

    path = write_events(tmp_path / "a.csv", consent_row(ANNA), {**consent_row(BEN), **changes})

    refused = _refuse(workspace, path)

    assert [(3, column, code)] == [(fault.row, fault.column, fault.code) for fault in refused.faults]
    assert (2, 0) == (refused.exit_code, Individual.objects.count())


def test_faults_quote_no_cell(workspace: Workspace, tmp_path: Path) -> None:
    """Neither the message nor a fault holds a number, an account or an address from the file."""
    secret = {"key": f"{ANNA}x", "at": f"{ANNA}", "birthday": BEN, "purposes": ANNA, "manner": "only@example.com"}

    refused = _refuse(workspace, write_events(tmp_path / "a.csv", {**consent_row(ANNA), **secret}))

    told = str(refused) + "".join(str(fault) for fault in refused.faults)
    assert [] == [cell for cell in (ANNA, BEN, "only@example.com") if cell in told]


def test_twenty_faults_are_listed_and_all_counted(workspace: Workspace, tmp_path: Path) -> None:
    """A file full of faults lists twenty and tells how many there are."""
    rows = [consent_row(ANNA, at="never") for _ in range(30)]

    refused = _refuse(workspace, write_events(tmp_path / "a.csv", *rows))

    assert (20, 30) == (len(refused.faults), refused.total)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("event,key_kind,key", "consent.column_missing"),
        ("event,key_kind,key,at,favourite colour", "consent.column"),
        ("event,key_kind,key,at,时间", "consent.column_twice"),
    ],
)
def test_wrong_headers_are_named(workspace: Workspace, tmp_path: Path, head: str, code: str) -> None:
    """A missing, unknown or doubled column refuses the file."""
    (tmp_path / "a.csv").write_text(f"{head}\nconsent,phone,{ANNA},2025-01-01,2025-01-01\n", "utf-8")

    with pytest.raises(InputError) as caught:
        _import(workspace, tmp_path / "a.csv")

    assert code == caught.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "identify.empty"), (b"\x00\x01\x02", "identify.binary"), (b"event,key_kind,key,at\n", "identify.empty")],
)
def test_unreadable_files_are_refused(workspace: Workspace, tmp_path: Path, content: bytes, code: str) -> None:
    """An empty file, a binary one and one without rows each get a clear error."""
    (tmp_path / "a.csv").write_bytes(content)

    with pytest.raises(InputError) as caught:
        _import(workspace, tmp_path / "a.csv")

    assert code == caught.value.code


def test_long_file(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of many batches is read, staged and recorded a batch at a time, and leaves one row an event."""
    from yunnuo.consent.models import ConsentEvent, StopEvent
    from yunnuo.flows import event_fresh, event_stage, staging

    monkeypatch.setattr(staging, "BATCH", 700)
    monkeypatch.setattr(event_stage, "BATCH", 500)
    monkeypatch.setattr(event_fresh, "CHUNK", 300)
    phones = [f"+8619900{number:06d}" for number in range(4000)]
    rows = [consent_row(phone) if number % 3 else stop_row(phone) for number, phone in enumerate(phones)]
    report = _import(workspace, write_events(tmp_path / "e.csv", *rows, rows[0], rows[1]))

    assert (4002, 2, 4000) == (report.rows, report.known_events, report.new_individuals)
    assert (2666, 1334) == (ConsentEvent.objects.count(), StopEvent.objects.count())
