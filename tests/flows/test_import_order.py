"""The order in which files arrive never matters: the same individuals, circles, origins and stops come out."""

from __future__ import annotations

import random
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from flow_files import NOW, SHOP, consent_row, make_export, stop_row, write_events

from yunnuo.demo.people import phone_number
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace

_RNG = random.Random(17)  # noqa: S311  (invented people, not keys)
ANNA, BEN, CARA = (phone_number(_RNG) for _ in range(3))
ORDERS = list(permutations(range(3)))
_JOIN = {"event": "join", "key_kind": "platform_account", "platform": "taobao_tmall", "shop": SHOP, "key": "小鹿1"}


def _import_step(workspace: Workspace, folder: Path, step: int) -> None:
    from yunnuo.flows.events import import_events
    from yunnuo.flows.importing import import_export

    orders = (
        {"account": "小鹿1", "receiver_phone": f"+86{ANNA}", "ordered_at": 1000},
        {"account": "小鹿2", "receiver_phone": f"+86{ANNA}", "ordered_at": 2000},
    )
    customers = ({"buyer_phone": f"+86{ANNA}", "email": "a@example.com"}, {"buyer_phone": f"+86{CARA}"})
    events = (
        {**_JOIN, "at": "2025-02-01 10:00", "other_key_kind": "phone", "other_key": BEN},
        consent_row(ANNA, touchpoint="官网表单"),
        stop_row(BEN),
    )
    if step == 0:
        import_export(workspace, make_export(*orders), now=NOW)
    elif step == 1:
        import_export(workspace, make_export(*customers, platform="youzan", origin="own_order"), now=NOW)
    else:
        import_events(workspace, write_events(folder / "e.csv", *events), load_book().vocabulary, now=NOW)


def _describe(workspace: Workspace) -> dict[str, Any]:
    """Return who is who, named by keys instead of by random numbers."""
    from yunnuo.consent.models import ConsentEvent, StopEvent
    from yunnuo.people.models import Individual, Key, Origin
    from yunnuo.protect.index import blind_index

    known = {
        blind_index(workspace.ring.current, kind, scope, value): value
        for kind, scope, value in (
            *(("phone", "", f"+86{phone}") for phone in (ANNA, BEN, CARA)),
            *(("platform_account", f"taobao_tmall|{SHOP}", account) for account in ("小鹿1", "小鹿2")),
            ("email", "", "a@example.com"),
        )
    }
    names: dict[int, list[str]] = {}
    for key in Key.objects.all():
        names.setdefault(key.individual_id, []).append(known[bytes(key.blind)])
    circles: dict[int, list[str]] = {}
    for person in Individual.objects.filter(merged_into=None):
        circles.setdefault(person.circle, []).extend(names[person.pk])
    origins = Origin.objects.values_list("individual_id", "kind", "mode", "at")
    return {
        "individuals": sorted(sorted(group) for group in names.values()),
        "circles": sorted(sorted(group) for group in circles.values()),
        "origins": sorted((sorted(names[who]), kind, mode, at or 0) for who, kind, mode, at in origins),
        "consents": [sorted(names[event.individual_id]) for event in ConsentEvent.objects.all()],
        "stops": [sorted(names[event.individual_id]) for event in StopEvent.objects.all()],
    }


def _import_in(
    orders: list[tuple[int, ...]],
    fresh_database: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> list[dict[str, Any]]:
    """Return who is who in a workspace of its own for each order of the steps."""
    from yunnuo.flows.workspace import open_workspace

    monkeypatch.setenv("YUNNUO_WORKSPACE", str(tmp_path))
    seen = []
    for number, order in enumerate(orders):
        fresh_database()
        workspace = open_workspace(tmp_path / f"w{number}")
        for step in order:
            _import_step(workspace, tmp_path, step)
        seen.append(_describe(workspace))
    return seen


def test_order_of_files_never_matters(
    request: pytest.FixtureRequest,
    fresh_database: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Orders, customers and events give the same people in each of the six orders; PostgreSQL: one and its reverse."""
    orders = ORDERS if "sqlite" in request.node.name else [ORDERS[0], ORDERS[-1]]
    seen = _import_in(orders, fresh_database, tmp_path, monkeypatch)

    people = ([f"+86{ANNA}", "a@example.com"], [f"+86{BEN}", "小鹿1"], [f"+86{CARA}"], ["小鹿2"])
    assert sorted(people) == seen[0]["individuals"]
    assert [5, 1] == sorted(map(len, seen[0]["circles"]), reverse=True)
    assert [seen[0]] * len(orders) == seen


@pytest.mark.soak
@pytest.mark.parametrize("fresh_database", ["postgresql"], indirect=True)
def test_every_order_on_postgresql(
    fresh_database: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL, too, each of the six orders gives the same people."""
    seen = _import_in(ORDERS, fresh_database, tmp_path, monkeypatch)

    assert [seen[0]] * len(ORDERS) == seen
