"""Importing exports: who becomes an individual, who shares a circle, what is kept and what is not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from flow_files import NOW, SHOP, make_export

from yunnuo.demo.people import phone_number
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from yunnuo.flows.importing import ImportReport
    from yunnuo.flows.workspace import Workspace

_RNG = random.Random(7)  # noqa: S311  (invented people, not keys)
ANNA, BEN, CARA = (f"+86{phone_number(_RNG)}" for _ in range(3))


def _import(workspace: Workspace, *rows: dict[str, Any], **layout: str) -> ImportReport:
    from yunnuo.flows.importing import import_export

    return import_export(workspace, make_export(*rows, **layout), now=NOW)


def _circles() -> list[int]:
    """Return the sizes of all circles, merged individuals left out."""
    from collections import Counter

    from yunnuo.people.models import Individual

    held = Individual.objects.filter(merged_into=None).values_list("circle", flat=True)
    return sorted(Counter(held).values())


def test_buyer_and_recipient_are_two_in_one_circle(workspace: Workspace) -> None:
    """An order links the buyer's account and the receiver's phone without making them one person."""
    report = _import(workspace, {"account": "小鹿1", "receiver_phone": ANNA})

    assert (2, 2) == (report.new_individuals, report.new_keys)
    assert [2] == _circles()


def test_declared_keys_are_one(workspace: Workspace) -> None:
    """Keys of one customer row of the brand's own shop belong to one individual."""
    own = {"platform": "youzan", "origin": "own_order"}
    report = _import(workspace, {"buyer_phone": ANNA, "email": "a@example.com"}, **own)

    assert (1, 2) == (report.new_individuals, report.new_keys)


def test_account_is_scoped_by_shop(workspace: Workspace) -> None:
    """The same account name in another shop is another key."""
    report = _import(workspace, {"account": "小鹿1"}, {"account": "小鹿1", "shop": "另一家店"})

    assert 2 == report.new_individuals


def test_account_without_shop_is_refused(workspace: Workspace) -> None:
    """An account whose shop nobody named is refused with the row, and nothing is written."""
    from yunnuo.people.models import Individual

    with pytest.raises(InputError) as caught:
        _import(workspace, {"account": "小鹿1"}, {"account": "小鹿2", "shop": ""})

    assert ("people.shop_missing", 3) == (caught.value.code, caught.value.where.row)
    assert 0 == Individual.objects.count()


def test_masked_and_virtual_cells_are_no_keys(workspace: Workspace) -> None:
    """Masked cells are only counted; a virtual number is a contact point of the row's buyer, never a key."""
    from yunnuo.people.models import ContactPoint

    report = _import(
        workspace,
        {"account": "小鹿1", "receiver_phone": None, "receiver_phone_class": "masked"},
        {"account": "小鹿1", "receiver_phone": "19900000001-1234", "receiver_phone_class": "virtual_number"},
        {"receiver_phone": "19900000002-1234", "receiver_phone_class": "virtual_number"},
    )

    assert {"masked": 1, "virtual_number": 2} == report.classes["receiver_phone"]
    assert (1, 1, 1) == (report.new_individuals, report.new_keys, report.keyless_rows)
    assert ["plain", "virtual_number"] == sorted(ContactPoint.objects.values_list("cell_class", flat=True))


def test_same_file_changes_nothing(workspace: Workspace) -> None:
    """The same file again is recognised and nothing is written."""
    rows = ({"account": "小鹿1", "receiver_phone": ANNA},)
    _import(workspace, *rows)

    again = _import(workspace, *rows)

    assert (True, 0, 0) == (again.already, again.new_individuals, again.new_origins)


def test_overlapping_files_add_only_what_is_new(workspace: Workspace) -> None:
    """A row seen before in another file adds no individual, key, contact point or origin."""
    old = {"account": "小鹿1", "receiver_phone": ANNA, "ordered_at": 1000}
    _import(workspace, old)

    again = _import(workspace, old, {"account": "小鹿2", "receiver_phone": BEN, "ordered_at": 2000})

    assert (2, 2, 2, 2) == (again.new_individuals, again.known_individuals, again.new_contacts, again.new_origins)


def test_earlier_origin_is_added(workspace: Workspace) -> None:
    """An older order imported later adds the earlier day; a newer one adds nothing: the set never shrinks."""
    from yunnuo.people.models import Origin

    _import(workspace, {"receiver_phone": ANNA, "ordered_at": 2000})
    _import(workspace, {"receiver_phone": ANNA, "ordered_at": 1000})
    _import(workspace, {"receiver_phone": ANNA, "ordered_at": 3000})

    assert [1000, 2000] == list(Origin.objects.order_by("at").values_list("at", flat=True))


def test_circles_join_when_a_row_links_them(workspace: Workspace) -> None:
    """A later order between people of two circles makes them one circle, and reports it."""
    _import(workspace, {"account": "小鹿1", "receiver_phone": ANNA}, {"account": "小鹿2", "receiver_phone": BEN})
    assert [2, 2] == _circles()

    report = _import(workspace, {"account": "小鹿1", "receiver_phone": BEN})

    assert (1, 0) == (report.circles_joined, report.merged)
    assert [4] == _circles()


def test_chain_in_one_file_is_one_circle(workspace: Workspace) -> None:
    """Rows that hang together only through each other end in one circle, in whatever order they stand."""
    report = _import(
        workspace,
        {"account": "小鹿1", "receiver_phone": ANNA},
        {"account": "小鹿3", "receiver_phone": CARA},
        {"account": "小鹿2", "receiver_phone": BEN},
        {"account": "小鹿2", "receiver_phone": ANNA},
        {"account": "小鹿2", "receiver_phone": CARA},
    )

    assert [6] == _circles()
    assert 6 == report.largest_circle


def test_declaration_merges_known_people(workspace: Workspace) -> None:
    """A row that declares two known keys one person merges them; everything moves to the one kept."""
    from yunnuo.people.models import CircleJoin, ContactPoint, Individual, Key, Origin

    own = {"platform": "youzan", "origin": "own_order"}
    _import(workspace, {"buyer_phone": ANNA}, {"email": "a@example.com"}, **own)

    report = _import(workspace, {"buyer_phone": ANNA, "email": "a@example.com"}, **own)

    kept = Individual.objects.get(merged_into=None)
    assert (1, 0) == (report.merged, report.new_individuals)
    assert {kept.pk} == {row.individual_id for model in (Key, ContactPoint, Origin) for row in model.objects.all()}
    assert [True] == [join.merged for join in CircleJoin.objects.all() if join.merged]


def test_member_rows_without_a_day_never_outrank_leaving(workspace: Workspace) -> None:
    """Seen as a member without any day is kept undated; a day of joining and the last order are kept dated."""
    from yunnuo.people.models import MembershipEvent

    own = {"platform": "youzan", "origin": "own_order"}
    _import(workspace, {"buyer_phone": ANNA, "member_state": "active"}, **own)
    dated = {"buyer_phone": BEN, "member_state": "active", "member_since": 500, "ordered_at": 900}
    _import(workspace, dated, {**dated, "ordered_at": 700}, **own)

    held = MembershipEvent.objects.values_list("at", "state")
    assert [(None, "join"), (500, "join"), (900, "join")] == sorted(held, key=lambda event: event[0] or 0)


def test_nothing_is_kept_in_plain(workspace: Workspace) -> None:
    """No table holds a phone number, an account or an e-mail address in plain."""
    from django.db import connection

    _import(workspace, {"account": "独一无二账号", "receiver_phone": ANNA, "email": "only@example.com"})

    needles = ("独一无二账号", ANNA, ANNA.removeprefix("+86"), "only@example.com")
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells = [bytes(cell) if isinstance(cell, memoryview) else cell for row in cursor for cell in row]
            found += [table for cell in cells for needle in needles if _holds(cell, needle)]
    assert [] == found


def _holds(cell: object, needle: str) -> bool:
    return needle.encode() in cell if isinstance(cell, bytes) else needle in str(cell)


def test_import_is_all_or_nothing(workspace: Workspace) -> None:
    """An import interrupted in its last step leaves no trace."""
    from yunnuo.flows.importing import import_export
    from yunnuo.ledger.journal import current_sequence
    from yunnuo.people.models import ImportedFile, Individual

    def interrupt(_step: str, done: int, total: int) -> None:
        if done == total - 1:
            raise KeyboardInterrupt

    export = make_export({"account": "小鹿1", "receiver_phone": ANNA})
    with pytest.raises(KeyboardInterrupt):
        import_export(workspace, export, now=NOW, progress=interrupt)

    assert (0, 0, 0) == (Individual.objects.count(), ImportedFile.objects.count(), current_sequence())


def test_rotated_keys_still_find_people(workspace: Workspace) -> None:
    """After a rotation the same people are found, and their keys are indexed under the new version too."""
    from yunnuo.flows.workspace import open_workspace
    from yunnuo.protect.keys import rotate_keyring

    row = {"account": "小鹿1", "receiver_phone": ANNA, "ordered_at": 1000}
    _import(workspace, row)
    rotate_keyring(workspace.keys, cipher="sm4-gcm", digest="sm3")
    turned = open_workspace(workspace.folder)

    again = _import(turned, row, {"account": "小鹿1", "receiver_phone": ANNA, "ordered_at": 1500})

    assert (0, 2, 2, 0, 0) == (
        again.new_individuals,
        again.known_individuals,
        again.new_keys,
        again.new_contacts,
        again.new_origins,
    )


def test_shop_of_an_import_is_remembered(workspace: Workspace) -> None:
    """A file imported under a shop needs not be told the shop again."""
    from yunnuo.flows.importing import import_export

    export = make_export({"account": "小鹿1", "shop": ""})
    import_export(workspace, export, now=NOW, shop=SHOP)

    again = import_export(workspace, export, now=NOW)

    assert (True, SHOP) == (again.already, again.shop)
