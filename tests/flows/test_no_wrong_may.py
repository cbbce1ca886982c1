"""What must never come out: a wrong "may" or a lost withdrawal, each case through the public flows."""

from __future__ import annotations

import random
import shutil
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from flow_files import NOW, SHOP, consent_row, make_export, stop_row, write_events, write_orders

from yunnuo.demo.people import phone_number
from yunnuo.protect.cipher import open_values
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from yunnuo.flows.screening import ScreenRequest
    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.facts import Value

HANDLER = "允诺样例"
BOOK = load_book()
_RNG = random.Random(17)  # noqa: S311  (invented people, not keys)
ANNA = phone_number(_RNG)
PEOPLE = [ANNA, *(phone_number(_RNG) for _ in range(5))]  # each with another story, in one screening
ELEMENTS = "[handler_name, handler_contact, purposes, methods, categories, retention, rights, withdrawal]"
SECOND = 1_000_000
_FILES = count(1)

pytestmark = pytest.mark.sampled


def _publish(folder: Path, version: str = "N1", handler: str = HANDLER, categories: str = "phone, wecom_id") -> None:
    from yunnuo.flows.notices import publish_notices

    path = folder / f"notice{next(_FILES)}.yaml"
    path.write_text(
        f"- version: {version}\n  handler: {handler}\n  published_at: 2024-07-01\n  purposes: [repeated_marketing]\n"
        f"  channels: [sms, wecom]\n  categories: [{categories}]\n  elements: {ELEMENTS}\n"
        f"  text_sha256: {'0' * 64}\n",
        "utf-8",
    )
    publish_notices(path, BOOK.vocabulary, now=NOW)


def _declare(*, since: str = "2017-01-01", **others: str) -> None:
    from yunnuo.flows.notices import declare_complete

    for record in ("consents", "refusals", "ages", "memberships"):
        words = {"since": others.get(record, since), "through": "", "declared_by": "负责人"}
        declare_complete(BOOK.vocabulary, record=record, purpose="", channel="", now=NOW, **words)


def _agree(at: str = "2025-03-01 10:00:00", *, who: str = ANNA, **more: str) -> dict[str, str]:
    grounds = {"notice_version": "N1", "notice_shown_at": at, "touchpoint": "官网", "evidence": "e1"}
    return consent_row(who, at, **{**grounds, **more})


def _tell(workspace: Workspace, *rows: dict[str, str], now: int = NOW) -> None:
    from yunnuo.flows.events import import_events

    path = workspace.folder / f"events{next(_FILES)}.csv"
    import_events(workspace, write_events(path, *rows), BOOK.vocabulary, now=now)


def _screen(
    workspace: Workspace,
    channel: str = "sms",
    *,
    at: str = "",
    then: Callable[[], object] = list,
    provided_to: str = "",
    given: Mapping[str, Value] = MappingProxyType({}),
) -> set[str]:
    """Return the outcomes for Anna, who ordered in the brand's own shop; `then` happens once, as step `at` begins."""
    from yunnuo.flows.screen import run_screen

    waiting = [then]

    def watch(step: str, _done: int, _total: int) -> None:
        if step == at and waiting:
            waiting.pop()()

    request = _request(workspace, [ANNA], channel=channel, provided_to=provided_to, given=given)
    run_screen(workspace, BOOK, request, watch)
    return set(_read_outcomes(workspace, provided_to).values())


def _screen_people(workspace: Workspace, count: int, *, provided_to: str = "") -> list[str]:
    """Return the outcome for each of the first people, who all ordered in the brand's own shop."""
    from yunnuo.flows.screen import run_screen

    people = PEOPLE[:count]
    given = TERMS if provided_to else {}
    shutil.rmtree(workspace.folder / "out", ignore_errors=True)
    run_screen(workspace, BOOK, _request(workspace, people, provided_to=provided_to, given=given), lambda *_: None)
    found = _read_outcomes(workspace, provided_to)
    assert len(found) == count
    return [found[f"+86{phone}"] for phone in people]


def _request(workspace: Workspace, phones: list[str], channel: str = "sms", **more: Any) -> ScreenRequest:
    from yunnuo.flows.screening import ScreenRequest

    lines = "".join(f"A{place},{phone},2025-01-01 10:00\n" for place, phone in enumerate(phones))
    orders = write_orders(workspace.folder, lines)
    return ScreenRequest(purpose="repeated_marketing", channel=channel, handler=HANDLER, now=NOW, **orders, **more)


def _read_outcomes(workspace: Workspace, provided_to: str) -> dict[str, str]:
    """Return the outcome of every contact point of a screening; its list must hold as many as may be contacted."""
    from yunnuo.people.models import ContactPoint

    table = pq.read_table(workspace.folder / "out" / "decisions.parquet", columns=["contact", "overall"])
    held = {row["contact"]: row["overall"] for row in table.to_pylist()}
    assert table.num_rows == len(held)
    if provided_to:
        assert not (workspace.folder / "out" / "permitted.csv").exists()
    else:
        permitted = (workspace.folder / "out" / "permitted.csv").read_text("utf-8-sig").splitlines()[1:]
        assert list(held.values()).count("permitted") == len(permitted)
    points = ContactPoint.objects.filter(id__in=held).values_list("id", "kind", "sealed")
    return {open_values(workspace.ring, kind, [bytes(sealed)])[0]: held[point] for point, kind, sealed in points}


@pytest.fixture
def ready(workspace: Workspace) -> Workspace:
    """Return a workspace with a complete notice and every list declared complete."""
    _publish(workspace.folder)
    _declare()
    return workspace


def test_fresh_consent_may(ready: Workspace) -> None:
    """Without anything against it the consent these tests start from permits."""
    _tell(ready, _agree())

    assert {"permitted"} == _screen(ready)


@pytest.mark.parametrize("step", ["读取台账", "逐类判断", "写出结果"])
def test_withdrawal_while_screening(ready: Workspace, step: str) -> None:
    """A withdrawal recorded after the screening's instant counts, whatever step it arrives at."""
    from yunnuo.flows.persons import record_withdrawal
    from yunnuo.people.keys import KeyValue

    _tell(ready, _agree())
    key = KeyValue("phone", "", f"+86{ANNA}")

    def withdraw() -> None:
        record_withdrawal(ready, key, [], [], BOOK.vocabulary, now=NOW + 5 * SECOND)

    assert {"not_permitted"} == _screen(ready, at=step, then=withdraw)


def test_second_handler_while_screening(ready: Workspace) -> None:
    """A notice of another handler, published while the screening runs, leaves nobody's ledger nobody's."""
    from yunnuo.consent.models import Declaration

    _tell(ready, _agree())
    Declaration.objects.update(handler="")  # as an earlier release wrote it

    assert {"undetermined"} == _screen(
        ready, at="写出结果", then=lambda: _publish(ready.folder, version="B1", handler="别家样例")
    )


@pytest.mark.parametrize("event", ["leave", "deceased"])
def test_ending_while_screening(ready: Workspace, event: str) -> None:
    """A leaving or a death that is told while the screening runs counts."""
    place = {"platform": "youzan", "shop": SHOP}
    _tell(ready, _agree(**place), {**stop_row(ANNA, "2025-02-01"), **place, "event": "join"})
    ending = {**stop_row(ANNA, "2026-11-23 11:59"), **place, "event": event}

    assert {"not_permitted"} == _screen(ready, at="写出结果", then=lambda: _tell(ready, ending))


def test_merge_while_screening(ready: Workspace) -> None:
    """Who turns out, while the screening runs, to be one with somebody who withdrew is found and not permitted."""
    _tell(ready, _agree(), {**stop_row("小鹿1"), "key_kind": "platform_account", "platform": "jd", "shop": SHOP})
    both = {"other_key_kind": "platform_account", "other_key": "小鹿1", "platform": "jd", "shop": SHOP}
    tie = {**stop_row(ANNA, "2025-02-01"), **both, "event": "join"}

    assert {"not_permitted"} == _screen(ready, at="写出结果", then=lambda: _tell(ready, tie))


def test_coarse_stop_counts_fully(ready: Workspace) -> None:
    """A stop holds to the end of the second, minute or day that is written."""
    written = [
        ("2025-06-01 10:00:00", "2025-06-01 10:00:00"),
        ("2025-06-01 10:00:20", "2025-06-01 10:00"),
        ("2025-06-01 10:00:00.5", "2025-06-01 10:00:00"),
        ("2025-06-01 10:00:20", "2025-06-01T02:00Z"),
        ("2025-06-01 10:00:20", "2025-06-01"),
    ]
    stories = list(zip(PEOPLE, written, strict=False))
    agreed = [_agree(agreed, who=who) for who, (agreed, _) in stories]
    _tell(ready, *agreed, *(stop_row(who, withdrawn) for who, (_, withdrawn) in stories), _agree(who=PEOPLE[5]))

    assert [*["not_permitted"] * 5, "permitted"] == _screen_people(ready, 6)


@pytest.mark.parametrize("withdrawn", ["20250601", "2025-W22-7", "2025-06-01T10"])
def test_other_iso_forms_are_refused(ready: Workspace, withdrawn: str) -> None:
    """An ISO form that would pass for the first instant of a day is refused, not guessed."""
    with pytest.raises(InputError):
        _tell(ready, stop_row(ANNA, withdrawn))


def test_second_stop_of_one_day(ready: Workspace) -> None:
    """Two withdrawals of one day, written alike, are two: the consent between them does not stand."""
    morning, hour = parse_instant("2026-11-23T09:00:00+08:00"), 3600 * SECOND
    _tell(ready, stop_row(ANNA, "2026-11-23"), now=morning)
    _tell(ready, _agree("2026-11-23 09:30:00"), now=morning + hour)
    _tell(ready, stop_row(ANNA, "2026-11-23"), _agree("2025-03-01 10:00:00"), now=morning + 2 * hour)

    assert {"not_permitted"} == _screen(ready)


def test_notice_of_another_handler(ready: Workspace) -> None:
    """A consent on record, from before files were checked for it, permits nothing when its notice names another."""
    from yunnuo.consent.reading import Event, Known, KnownNotice, read_event
    from yunnuo.flows.one_event import record_events

    _publish(ready.folder, "N2", handler="样例联名")
    unchecked = Known(BOOK.vocabulary, {"N2": KnownNotice(0, frozenset({HANDLER}))}, NOW)
    event = read_event(2, _agree(notice_version="N2"), unchecked)
    assert isinstance(event, Event)
    record_events(ready, [event], now=NOW)

    assert {"not_permitted"} == _screen(ready)


def test_notice_without_the_contact_used(ready: Workspace) -> None:
    """WeCom by phone needs a notice that names the phone."""
    _publish(ready.folder, "N2", categories="wecom_id")
    _tell(ready, _agree(notice_version="N2", channels="wecom", categories="wecom_id;phone"))

    assert {"not_permitted"} == _screen(ready, "wecom")


def test_met_on_an_unknown_day(workspace: Workspace) -> None:
    """Who is also known from a source without a day may have refused before the lists were complete."""
    from yunnuo.flows.importing import import_export

    _publish(workspace.folder)
    _declare(since="2024-01-01")
    own = make_export({"buyer_phone": f"+86{ANNA}"}, platform="youzan", origin="own_order")
    import_export(workspace, own, now=NOW)
    _tell(workspace, _agree())

    assert {"undetermined"} == _screen(workspace)


def test_ages_complete_too_late(workspace: Workspace) -> None:
    """An age source complete since a later day says nothing of whoever was met before."""
    _publish(workspace.folder)
    _declare(ages="2026-01-01")
    _tell(workspace, _agree())

    assert {"undetermined"} == _screen(workspace)


def test_version_twice_in_one_file(workspace: Workspace) -> None:
    """One file that gives one version two contents is refused with a clear error."""
    from yunnuo.flows.notices import publish_notices

    _publish(workspace.folder)
    path = next(workspace.folder.glob("notice*.yaml"))
    text = path.read_text("utf-8").replace("N1", "N2")
    path.write_text(text + text.replace("[sms, wecom]", "[sms]"), "utf-8")

    with pytest.raises(InputError):
        publish_notices(path, BOOK.vocabulary, now=NOW)


def _link_account(workspace: Workspace, shop: str, *people: str) -> None:
    """Import an order of an account of each, delivered to the phone: the two share a circle."""
    from yunnuo.flows.importing import import_export

    ordered_at = parse_instant("2024-12-01")
    rows = [
        {"account": f"account{place}", "shop": shop, "receiver_phone": f"+86{phone}", "ordered_at": ordered_at}
        for place, phone in enumerate(people)
    ]
    import_export(workspace, make_export(*rows), now=NOW)


def test_shop_spelled_otherwise(ready: Workspace) -> None:
    """A withdrawal on an account holds however width, case and blanks of the shop's name are written."""
    _link_account(ready, "ABC旗舰店", *PEOPLE[:4])
    by_account = {"key_kind": "platform_account", "platform": "taobao_tmall"}
    shops = ["ABC 旗舰店", "abc旗舰店", "ＡＢＣ旗舰店", "AB旗舰店"]
    stops = [{**stop_row(f"account{place}"), **by_account, "shop": shop} for place, shop in enumerate(shops)]
    _tell(ready, *(_agree(who=who) for who in PEOPLE[:4]), *stops)

    assert [*["not_permitted"] * 3, "permitted"] == _screen_people(ready, 4)


def test_leaving_by_linked_account(ready: Workspace) -> None:
    """Leaving a membership by the account ends a consent given inside it by the phone."""
    _link_account(ready, SHOP, ANNA)
    place = {"platform": "taobao_tmall", "shop": SHOP}
    joined = {"event": "join", "key_kind": "phone", "key": ANNA, "at": "2025-02-01 10:00", **place}
    left = {"event": "leave", "key_kind": "platform_account", "key": "account0", "at": "2025-06-01 10:00", **place}
    _tell(ready, joined, _agree(touchpoint="", **place))
    assert {"permitted"} == _screen(ready)
    _tell(ready, left)

    shutil.rmtree(ready.folder / "out")
    assert {"not_permitted"} == _screen(ready)


PARTNER = "样例 联名品牌"
TERMS: Mapping[str, Value] = {
    "assessment_done": True,
    "recipient_told": True,
    "recipient_contract": True,
    "recipient_supervised": True,
    "recipient_same_purpose": True,
    "handover_recorded": True,
    "provide_record_kept": True,
}


def test_provided_to_named_only(ready: Workspace) -> None:
    """A list may go to another handler only when the separate consent names that handler, however it is spaced.

    A consent that does not say to whom leaves the question open; it does not become a "may".
    """
    named = {
        PARTNER: "permitted",
        "样例联名品牌；别家": "permitted",
        "别家": "not_permitted",
        "不提供": "not_permitted",
        "": "undetermined",
    }
    _tell(ready, *(_agree(who=who, recipients=names, separate="是") for who, names in zip(PEOPLE, named, strict=False)))

    assert list(named.values()) == _screen_people(ready, len(named), provided_to=PARTNER)


APART = {"recipients": "样例联名品牌；别家", "at": "2025-03-02 10:00", "separate": "是"}


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)  # both databases: test_limited_stops
def test_limited_stop(ready: Workspace) -> None:
    """A stop limited to recipients or categories ends what it names and nothing else; without the limit, everything."""
    limits = [
        ({"recipients": PARTNER, "limited": "是"}, "permitted", "not_permitted"),
        ({"recipients": "别家", "limited": "是"}, "permitted", "permitted"),
        ({"recipients": PARTNER, "categories": "phone", "limited": "是"}, "permitted", "not_permitted"),
        ({"categories": "address", "limited": "是"}, "permitted", "permitted"),
        ({"categories": "phone", "limited": "是"}, "not_permitted", "not_permitted"),
        ({"recipients": "别家"}, "not_permitted", "not_permitted"),
    ]
    agreed = [_agree(who=who, **more) for who in PEOPLE for more in ({"recipients": "不提供"}, APART)]
    _tell(ready, *agreed, *(stop_row(who, **limit) for who, (limit, _, _) in zip(PEOPLE, limits, strict=True)))

    assert [own for _, own, _ in limits] == _screen_people(ready, 6)
    assert [provided for _, _, provided in limits] == _screen_people(ready, 6, provided_to=PARTNER)


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_agreeing_again_after_a_limited_stop(ready: Workspace) -> None:
    """Who agrees to a recipient again, later, has agreed; an older consent that arrives late has not."""
    limited = stop_row(ANNA, recipients=PARTNER, limited="是")
    _tell(ready, _agree(recipients="不提供"), limited, _agree(**APART))
    assert {"not_permitted"} == _screen(ready, provided_to=PARTNER, given=TERMS)
    _tell(ready, _agree(recipients=PARTNER, at="2025-07-01 10:00", separate="是"))

    shutil.rmtree(ready.folder / "out")
    assert {"permitted"} == _screen(ready, provided_to=PARTNER, given=TERMS)
