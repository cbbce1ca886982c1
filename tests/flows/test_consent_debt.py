"""Consent debt, and consents from files with headers of their own: what is counted, refused, and stays closed."""

from __future__ import annotations

import csv
import random
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from flow_files import NOW, consent_row, stop_row, write_events

from yunnuo.consent.errors import RowsRefused
from yunnuo.consent.grading import PIECES, find_raise, grade_pieces
from yunnuo.demo.people import phone_number
from yunnuo.identify.layouts import LAYOUTS
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.consent_debt import Debt
    from yunnuo.flows.events import EventReport
    from yunnuo.flows.workspace import Workspace

_RNG = random.Random(23)  # noqa: S311  (invented people, not keys)
ANNA, BEN, CARA = (phone_number(_RNG) for _ in range(3))
DAY = 86_400 * 1_000_000
FULL = {
    "notice_version": "N1",
    "notice_shown_at": "2025-03-01 09:58",
    "touchpoint": "官网表单",
    "evidence": "9f86d081",
}
SCRM = """
columns:
  标识: external_userid
  时间: 添加时间
  事件: 营销授权
fixed: {标识类型: 企微客户, 目的: 重复营销, 渠道: 企业微信, 信息种类: 企业微信联系人标识, 方式: 不明}
words: {事件: {已授权: 同意, 已取消: 撤回, 未回复: 跳过}}
"""

pytestmark = pytest.mark.sampled


def _import(workspace: Workspace, path: Path, mapping: Path | None = None) -> EventReport:
    from yunnuo.flows.event_mapping import read_event_mapping
    from yunnuo.flows.events import import_events

    read = read_event_mapping(mapping) if mapping else None
    return import_events(workspace, path, load_book().vocabulary, now=NOW, mapping=read)


def _write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def _publish(tmp_path: Path) -> None:
    from yunnuo.flows.notices import publish_notices

    text = (
        "- version: N1\n  handler: 允诺样例\n  published_at: 2025-01-01\n  purposes: [repeated_marketing]\n"
        f"  channels: [sms]\n  categories: [phone]\n  elements: [handler_name]\n  text_sha256: {'0' * 64}\n"
    )
    publish_notices(_write(tmp_path / "notices.yaml", text), load_book().vocabulary, now=NOW)


def _debts(workspace: Workspace) -> dict[tuple[str, str], Debt]:
    from yunnuo.flows.consent_debt import read_debt

    return {(debt.purpose, debt.channel): debt for debt in read_debt(workspace, now=NOW)}


def _sms(workspace: Workspace) -> Debt:
    return _debts(workspace)["repeated_marketing", "sms"]


def test_grades_are_counted_by_purpose_and_channel(workspace: Workspace, tmp_path: Path) -> None:
    """Every consent counts once for each purpose and channel it names, under the grade of its evidence."""
    _publish(tmp_path)
    rows = (
        consent_row(ANNA, **FULL),
        consent_row(BEN, touchpoint="门店"),
        consent_row(CARA, channels="sms;email"),
    )
    _import(workspace, write_events(tmp_path / "e.csv", *rows))

    debts = _debts(workspace)
    sms, mail = debts["repeated_marketing", "sms"], debts["repeated_marketing", "email"]
    assert {"A": 1, "B": 0, "C": 0, "D": 1, "E": 1} == sms.grades
    assert {"A": 0, "B": 0, "C": 0, "D": 0, "E": 1} == mail.grades
    assert {"notice_version": 2, "notice_shown_at": 2, "manner": 0, "touchpoint": 1, "evidence": 2} == sms.lacking
    assert {("D", "C", ("notice_version",), 1), ("E", "C", ("notice_version",), 1)} == {
        (step.start, step.end, step.pieces, step.consents) for step in sms.raises
    }


def test_better_evidence_pays_debt_off(workspace: Workspace, tmp_path: Path) -> None:
    """The same consent imported again with more evidence is still one, and counts with the better grade."""
    _publish(tmp_path)
    _import(workspace, write_events(tmp_path / "poor.csv", consent_row(ANNA)))
    _import(workspace, write_events(tmp_path / "rich.csv", consent_row(ANNA, **FULL)))

    assert (1, 1, 0) == (_sms(workspace).standing, _sms(workspace).grades["A"], _sms(workspace).grades["E"])


def test_what_ended_is_no_debt(workspace: Workspace, tmp_path: Path) -> None:
    """Withdrawn, refused and lapsed consents are counted apart; a stop of another channel ends nothing here."""
    rows = (
        *(consent_row(phone) for phone in (ANNA, BEN)),
        consent_row(CARA, until="2025-12-31"),
        stop_row(ANNA),
        stop_row(BEN, channels="email"),
    )
    _import(workspace, write_events(tmp_path / "e.csv", *rows))

    assert (1, 2) == (_sms(workspace).standing, _sms(workspace).ended)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_old_consent_imported_late_revives_nothing(
    workspace: Workspace, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """Whatever order the files come in, what was withdrawn after an old consent stays withdrawn."""
    from yunnuo.consent.models import ConsentEvent
    from yunnuo.flows.standing import read_standing

    rows = (consent_row(ANNA, at="2025-01-05"), stop_row(ANNA), consent_row(ANNA, at="2025-05-31 23:00"))
    for number in order:
        _import(workspace, write_events(tmp_path / f"{number}.csv", rows[number]))

    who = ConsentEvent.objects.values_list("individual_id", flat=True)[0]
    (standing,) = read_standing(workspace, who, now=NOW)
    assert "withdrawn" == standing.state
    assert (0, 1) == (_sms(workspace).standing, _sms(workspace).ended)


def test_a_stop_of_somebody_unknown_waits(workspace: Workspace, tmp_path: Path) -> None:
    """A withdrawal for a number nobody knows is kept and ends the older consent that turns up later."""
    from yunnuo.consent.models import StopEvent

    _import(workspace, write_events(tmp_path / "stop.csv", stop_row(ANNA)))
    assert 1 == StopEvent.objects.count()
    _import(workspace, write_events(tmp_path / "old.csv", consent_row(ANNA)))

    assert (0, 1) == (_sms(workspace).standing, _sms(workspace).ended)


def test_a_scrm_list_through_a_mapping(workspace: Workspace, tmp_path: Path) -> None:
    """Rows of an SCRM list become events by the mapping; unanswered ones are left out and counted, twice is once."""
    from yunnuo.consent.models import ConsentEvent, StopEvent

    rows = (
        "external_userid,添加人,添加时间,标签,营销授权\n"
        "wm001,导购,2026-09-03 10:05:00,新客,已授权\nwm002,导购,2026-09-04,,未回复\nwm003,导购,2026-09-05,,已取消\n"
    )
    file, mapping = _write(tmp_path / "scrm.csv", rows), _write(tmp_path / "scrm.yaml", SCRM)
    first, again = _import(workspace, file, mapping), _import(workspace, file, mapping)

    consent, stop = ConsentEvent.objects.get(), StopEvent.objects.get()
    assert ({"consent": 1, "withdrawal": 1}, 1, 2) == (first.new, first.skipped, first.rows)
    assert (True, {}, 1) == (again.already, again.new, again.skipped)
    assert ("E", "wecom", parse_instant("2026-09-03T10:05:00+08:00")) == (consent.grade, consent.channels, consent.at)
    assert ("repeated_marketing", "wecom") == (stop.purposes, stop.channels)


def test_another_mapping_reads_the_same_file_anew(workspace: Workspace, tmp_path: Path) -> None:
    """A file imported by one mapping is not taken for done when another mapping finds other events in it."""
    file = _write(tmp_path / "f.csv", f"号码,哪天,短信,邮件\n{ANNA},2025-03-01,是,是\n")
    head = "columns: {标识: 号码, 时间: 哪天, 事件: %s}\nwords: {事件: {是: 同意}}\n"
    more = "fixed: {标识类型: 手机号, 目的: 重复营销, 渠道: %s}\n"
    for header, channel in (("短信", "短信"), ("邮件", "电子邮件")):
        _import(workspace, file, _write(tmp_path / f"{channel}.yaml", (head + more) % (header, channel)))

    assert {"sms", "email"} == {channel for _, channel in _debts(workspace)}


def test_faults_name_the_headers_of_the_file(workspace: Workspace, tmp_path: Path) -> None:
    """A wrong row is reported under the header that stands in the user's file, without its value."""
    file = _write(tmp_path / "f.csv", f"号码,哪天\n{ANNA},三月\n{BEN},2027-03-01\n1990,2025-03-01\n")
    text = "columns: {标识: 号码, 时间: 哪天}\nfixed: {事件: 同意, 标识类型: 手机号, 目的: 重复营销, 渠道: 短信}\n"
    with pytest.raises(RowsRefused) as caught:
        _import(workspace, file, _write(tmp_path / "m.yaml", text))

    told = [(fault.row, fault.column, fault.code) for fault in caught.value.faults]
    assert [(2, "哪天", "consent.time"), (3, "哪天", "consent.future"), (4, "号码", "consent.key")] == told
    assert ANNA not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("columns: {标识: 号码, 时间: 哪天}\nfixed: {事件: 同意}\n", "缺少字段"),
        ("columns: {标识: 号码, 时间: 哪一天}\nfixed: {事件: 同意, 标识类型: 手机号}\n", "哪天"),
        ("columns: {标识: 号码, 时间: 哪天}\nfixed: {事件: 同意, 标识类型: 手机号, 时间: 今天}\n", "只能写在一处"),
        ("columns: {标识: 号码, key: 哪天}\nfixed: {事件: 同意, 标识类型: 手机号}\n", "写了两次"),
        ("columns: {标实: 号码}\n", "没有字段"),
        ("colums: {标识: 号码}\n", "没有键"),
        ("columns: [标识]\n", "映射文件有误"),
        ("\tcolumns", "映射文件有误"),
    ],
)
def test_a_faulty_mapping(workspace: Workspace, tmp_path: Path, text: str, part: str) -> None:
    """A mapping that misses or misspells something is refused before anything is read, naming its line."""
    file = _write(tmp_path / "f.csv", f"号码,哪天\n{ANNA},2025-03-01\n")
    with pytest.raises(InputError) as caught:
        _import(workspace, file, _write(tmp_path / "m.yaml", text))

    assert "consent.mapping" == caught.value.code
    assert part in str(caught.value)


def test_a_mapping_that_cannot_be_read(workspace: Workspace, tmp_path: Path) -> None:
    """A missing mapping, one in another encoding and one far too large are refused."""
    file = write_events(tmp_path / "e.csv", consent_row(ANNA))
    (tmp_path / "gbk.yaml").write_bytes("标识".encode("gb18030"))
    for mapping in (tmp_path / "none.yaml", tmp_path / "gbk.yaml", _write(tmp_path / "big.yaml", "#" * 1_100_000)):
        with pytest.raises(InputError, match=r"consent\.mapping"):
            _import(workspace, file, mapping)


def test_youzan_customers_are_members_and_nothing_more(workspace: Workspace, tmp_path: Path) -> None:
    """A Youzan customer export tells when and where somebody joined; it shows no consent, so none is made of it."""
    from yunnuo.consent.models import ConsentEvent
    from yunnuo.flows.importing import import_export
    from yunnuo.identify.export import open_export
    from yunnuo.people.models import MembershipEvent, Origin

    headers = LAYOUTS["youzan.customer.2024"].headers
    cells = {
        "客户手机号": f"\t{ANNA}",
        "是否会员": "是",
        "成为会员时间": "2025-02-03 04:05:06",
        "成为会员店铺": "样例店",
    }
    cells |= {"企微好友": "是", "成为客户时间": "2025-01-01 00:00:00"}
    with (tmp_path / "客户.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([headers, [cells.get(header, "-") for header in headers]])
    with open_export(tmp_path / "客户.csv", scratch=workspace.imports) as export:
        import_export(workspace, export, now=NOW)

    member = MembershipEvent.objects.get(at=parse_instant("2025-02-03T04:05:06+08:00"))
    assert ("youzan", "样例店", "join") == (member.platform, member.shop, member.state)
    assert {"own_order"} == set(Origin.objects.values_list("kind", flat=True))
    assert (0, {}) == (ConsentEvent.objects.count(), _debts(workspace))


def test_the_shortest_way_up() -> None:
    """What would raise a grade is the fewest pieces that do, and an A lacks nothing."""
    assert ("C", ("notice_version",)) == find_raise(())
    assert ("C", ("notice_version",)) == find_raise(("evidence", "touchpoint"))
    assert ("B", ("evidence",)) == find_raise(("notice_version", "manner"))
    assert ("A", ("notice_shown_at",)) == find_raise(("notice_version", "manner", "touchpoint", "evidence"))
    assert ("A", ()) == find_raise(tuple(PIECES))
    assert "E" == grade_pieces(())
