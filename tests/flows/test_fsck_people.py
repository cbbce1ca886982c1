"""Finding and making good what was changed of individuals, circles, memberships, deaths and lists behind the ledger."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from choice_desk import NOW, SECOND, agree, phone_key, publish_version
from django.db import transaction
from flow_files import SHOP, make_export, stop_row, write_events
from test_fsck import _audit, _run

from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace

TABLES = (
    *("people_individual", "people_circlejoin", "people_membershipevent", "people_deceasedrecord"),
    "ledger_publishedlist",
)
_ACCOUNT = {"key_kind": "platform_account", "platform": "taobao_tmall", "shop": SHOP}


def _phone(number: int) -> str:
    return phone_key(number).value


def _fill(workspace: Workspace, folder: Path) -> None:
    """Import linked orders, members of a file, merges, leavings, deaths, a stop that travels; erase one person."""
    from yunnuo.flows.erasing import erase_person
    from yunnuo.flows.events import import_events
    from yunnuo.flows.importing import import_export

    buyers = [{"account": f"小鹿{n}", "receiver_phone": _phone(n), "member_state": "active"} for n in range(6)]
    members = [{**row, "member_shop": SHOP, "member_since": NOW - n * SECOND} for n, row in enumerate(buyers)]
    import_export(workspace, make_export(*members), now=NOW)
    import_export(workspace, make_export({"account": "小鹿0", "receiver_phone": _phone(1)}), now=NOW + SECOND)
    publish_version()
    erased = agree(workspace, 40)
    rows = [
        {"event": "leave", **_ACCOUNT, "key": "小鹿2", "at": "2026-02-01"},
        {
            "event": "join",
            **_ACCOUNT,
            "key": "小鹿3",
            "at": "2026-02-01",
            "other_key_kind": "phone",
            "other_key": _phone(4),
        },
        {
            "event": "join",
            **_ACCOUNT,
            "key": "小鹿5",
            "at": "2026-02-02",
            "other_key_kind": "phone",
            "other_key": _phone(5),
        },
        *({"event": "deceased", "key_kind": "phone", "key": _phone(n), "at": "2026-01-05"} for n in (2, 3, 4, 40)),
        {"event": "deceased", **_ACCOUNT, "key": "小鹿3", "at": "2026-01-05"},
        stop_row(_phone(5)),
        stop_row(_phone(40), event="join", platform="taobao_tmall", shop=SHOP),
    ]
    for number, batch in enumerate((rows[:1], rows[3:], rows[1:3])):
        file = write_events(folder / f"e{number}.csv", *batch)
        import_events(workspace, file, load_book().vocabulary, now=NOW + (number + 5) * SECOND)
    _publish_list(NOW + 15 * SECOND)
    erase_person(workspace, erased.individual, reason="本人要求", now=NOW + 20 * SECOND)


def _publish_list(at: int) -> None:
    """Record a list that left the product, as screening does."""
    from yunnuo.ledger.journal import append_entries
    from yunnuo.ledger.models import PublishedList

    row: dict[str, Any] = {"name": "list-1", "purpose": "repeated_marketing", "channel": "sms", "count": 3}
    body = {**row, "root": b"r" * 32, "salt": b"s" * 16}
    with transaction.atomic():
        (seq,) = append_entries("list.published", [body], at=at)
        PublishedList.objects.create(**body, seq=seq, at=at)


def _rows(table: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table, but for their own number and what a death's source was."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        drop = {"source"} if table in {"people_individual", "ledger_publishedlist"} else {"source", "id"}
        kept = [place for place, name in enumerate(names) if name not in drop]
        return sorted(tuple(_spell(row[place]) for place in kept) for row in cursor.fetchall())


def _spell(cell: object) -> str:
    return str(bytes(cell) if isinstance(cell, memoryview) else cell)


def _change(changes: Changes) -> None:
    for statement in changes:
        _run(statement)


def _findings(workspace: Workspace) -> list[str]:
    return _audit(workspace).ledger.findings.lines


def _rebuild(workspace: Workspace) -> None:
    from yunnuo.flows.fsck import rebuild_records

    rebuild_records(workspace)


# What is changed behind the ledger, each with the finding it gives, in order. What entries tell is made good; the rest
# is found and stays.
Changes = dict[str, str]
TOLD: tuple[Changes, ...] = (
    {
        "UPDATE ledger_publishedlist SET count = count + 1": "交出去的名单表里的一行和台账第",
        "UPDATE people_individual SET circle = id": "个人表里有 8 人的圈子",
        "UPDATE people_individual SET merged_into = NULL": "个人表里有 2 人并入了谁",
        "UPDATE people_individual SET erased_at = NULL": "个人表里有 1 人的删除标记",
        "DELETE FROM people_circlejoin": "圈子合并表里少了 4 行",
        "DELETE FROM people_membershipevent WHERE state = 'leave'": "会员表里少了 1 行",
        "DELETE FROM people_deceasedrecord": "死亡记录表里少了 4 行",
    },
    {
        "DELETE FROM ledger_publishedlist": "交出去的名单表里少了台账第",
        "DELETE FROM people_individual WHERE merged_into IS NOT NULL": "个人表里少了 2 人",
        "UPDATE people_circlejoin SET merged = NOT merged": "圈子合并表里有 4 行",
        "UPDATE people_deceasedrecord SET at = at + 1": "死亡记录表里少了 4 行",
        "SELECT 1": "死亡记录表里多了 4 行",
    },
    {"UPDATE people_circlejoin SET old = 5": "圈子合并表里有 4 行"},
)
UNTOLD: tuple[Changes, ...] = (
    {
        "DELETE FROM people_importedfile WHERE platform <> '' AND seq < 3": "导入过的文件表里少了台账第 2 条",
        "UPDATE people_membershipevent SET state = 'hide' WHERE state = 'join'": "会员表里少了 2 行",
        "SELECT 1": "会员表里多了 8 行",
        "DELETE FROM people_key": "有 2 条拒绝或撤回，收到它的标识不见了",
        "SELECT 2": "有 12 个联系方式，它的标识不见了",
    },
    {
        "UPDATE people_membershipevent SET platform = 'jd'": "会员表里少了 3 行",
        "SELECT 1": "会员表里多了 9 行",
        "UPDATE people_key SET individual_id = (SELECT min(individual_id) FROM people_key)": "条拒绝或撤回",
        "SELECT 2": "个联系方式，它的标识不见了，或记在了别人名下",
    },
)


def test_changed_people_are_found(workspace: Workspace, tmp_path: Path) -> None:
    """Links, circles, merges, file members, deaths and an erasure are clean; every change is named and counted."""
    _fill(workspace, tmp_path)
    assert [] == _findings(workspace)
    for changes in TOLD + UNTOLD:
        with transaction.atomic():
            _change(changes)
            found = _findings(workspace)
            transaction.set_rollback(True)
        assert len(changes) == len(found), found
        assert all(part in line for part, line in zip(changes.values(), found, strict=True)), found


def test_rebuilding_brings_people_back(workspace: Workspace, tmp_path: Path) -> None:
    """What entries tell comes back row for row; people whose circle no entry tells are not invented."""
    _fill(workspace, tmp_path)
    before = {table: _rows(table) for table in TABLES}
    assert all(before.values())
    for changes in ({}, *TOLD):
        _change(changes)
        _rebuild(workspace)
        assert before == {table: _rows(table) for table in TABLES}
    assert [] == _findings(workspace)

    with transaction.atomic():
        _run("DELETE FROM people_individual")
        with pytest.raises(RefusedError) as refused:
            _rebuild(workspace)
        transaction.set_rollback(True)
    assert "evidence.people_lost" == refused.value.code


def _fill_as_before(workspace: Workspace, folder: Path) -> None:
    """Fill as an earlier release did: no entry tells who began in whose circle."""
    from yunnuo.flows import registering

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registering, "group_begun", lambda _people: ())
        _fill(workspace, folder)


def _upgrade() -> int:
    """Do what the migration does when such a workspace is opened; return how many entries it wrote."""
    from django.apps import apps
    from django.db import connection

    from yunnuo.ledger.journal import current_sequence

    before = current_sequence()
    with transaction.atomic():
        import_module("yunnuo.people.migrations.0003_circles_stated").state_circles(apps, connection.schema_editor())
    return current_sequence() - before


def test_an_upgrade_tells_circles(workspace: Workspace, tmp_path: Path) -> None:
    """What an upgrade states once is clean, stays so when circles are joined, and is found and rebuilt after."""
    from yunnuo.flows.importing import import_export

    _fill_as_before(workspace, tmp_path)
    assert [1, 0] == [_upgrade(), _upgrade()]
    audit = _audit(workspace)
    assert ([], True) == (audit.ledger.findings.lines, audit.stood > 0)

    joined = [{"account": f"小鹿{n}", "receiver_phone": _phone(n + 1)} for n in range(2, 8)]
    import_export(workspace, make_export(*joined), now=NOW + 40 * SECOND)
    assert [] == _findings(workspace)

    before = {table: _rows(table) for table in TABLES}
    for statement in (
        "UPDATE people_individual SET circle = id",
        "DELETE FROM people_individual WHERE merged_into IS NOT NULL",
    ):
        _run(statement)
        assert 1 == len([line for line in _findings(workspace) if line.startswith("个人表里")])
        _rebuild(workspace)
        assert before == {table: _rows(table) for table in TABLES}


def test_an_upgrade_covers_up_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """What was wrong with circles before an upgrade is found after it."""
    _fill_as_before(workspace, tmp_path)
    left = "(SELECT max(old) FROM people_circlejoin WHERE old <> kept)"
    for change in ("id WHERE merged_into IS NOT NULL", "7 WHERE circle <> id", f"{left} WHERE circle <> id"):
        with transaction.atomic():
            _run(f"UPDATE people_individual SET circle = {change}")
            before = _findings(workspace)
            _upgrade()
            after = _findings(workspace)
            transaction.set_rollback(True)
        assert before
        assert set(before) <= set(after)


def test_nothing_to_state(workspace: Workspace, tmp_path: Path) -> None:
    """Where entries tell all circles already, or there is nobody, an upgrade writes nothing."""
    assert 0 == _upgrade()
    _fill(workspace, tmp_path)

    assert 0 == _upgrade()


def test_people_of_an_earlier_release(workspace: Workspace, tmp_path: Path) -> None:
    """Where no entry told who began in whose circle nothing is found, and what cannot be known is left as it is."""
    _fill_as_before(workspace, tmp_path)
    _run("DELETE FROM people_circlejoin")
    _rebuild(workspace)
    assert [] == _findings(workspace)

    _run("UPDATE people_individual SET circle = id")
    told = _findings(workspace)
    _rebuild(workspace)
    assert "请从备份恢复" in told[-1]
    assert [told[-1]] == _findings(workspace)
