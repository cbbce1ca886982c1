"""The truth about the invented people: complete, right for each scene, and independent of what it checks."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from yunnuo.demo.brand import build_brand
from yunnuo.demo.setting import load_data, load_setting
from yunnuo.demo.stage import set_stage
from yunnuo.demo.truth import Truth, tell_truth
from yunnuo.terms.instant import day_start
from yunnuo.terms.outcomes import CellClass, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from yunnuo.demo.cast import Cast

TODAY = date(2026, 11, 23)
THEN = date(2022, 10, 14)
_YES = ("permitted", "consent_covers")

# Scene -> the answer and first reason for repeated marketing by SMS today, and on 2022-10-14 where it is `permitted`.
EXPECTED = {
    "own_consent_current": _YES,
    "own_consent_older": _YES,
    "notice_lacked_purpose": ("not_permitted", "notice_lacked_purpose"),
    "notice_lacked_channel": ("not_permitted", "notice_lacked_channel"),
    "notice_incomplete": ("not_permitted", "notice_incomplete"),
    "half_fitting": ("not_permitted", "half_fitting"),
    "registration_deemed": ("not_permitted", "manner_invalid"),
    "default_tick": ("not_permitted", "manner_invalid"),
    "scan_only": ("not_permitted", "manner_invalid"),
    "manner_unknown": ("undetermined", "manner_unknown"),
    "channel_not_covered": ("not_permitted", "channel_not_covered"),
    "purpose_not_covered": ("not_permitted", "purpose_not_covered"),
    "category_not_covered": ("not_permitted", "category_not_covered"),
    "handler_other": ("not_permitted", "handler_other"),
    "expired": ("not_permitted", "expired"),
    "withdrawn": ("not_permitted", "withdrawn"),
    "withdrawn_older": ("not_permitted", "withdrawn"),
    "withdrawn_other_channel": _YES,
    "withdrawn_then_consented": _YES,
    "refused": ("not_permitted", "refused"),
    "refused_after_consent": ("not_permitted", "refused"),
    "refused_then_consented": _YES,
    "suppressed": ("not_permitted", "suppressed"),
    "late_old_consent": ("not_permitted", "late_old_consent"),
    "request_only": ("not_permitted", "request_is_no_basis"),
    "under_14_verified": _YES,
    "under_14_claimed": ("not_permitted", "under_14_no_guardian"),
    "under_14_no_guardian": ("not_permitted", "under_14_no_guardian"),
    "deceased": ("not_permitted", "deceased"),
    "wecom_consent": _YES,
    "member_sms_tmall": _YES,
    "member_sms_jd": _YES,
    "member_no_consent": ("not_permitted", "no_consent_order_purpose_change"),
    "member_left": ("not_permitted", "member_left"),
    "member_left_own_consent": _YES,
    "member_rejoined_old_tick": ("not_permitted", "member_left"),
    "member_rejoined_fresh": _YES,
    "member_hidden": ("not_permitted", "member_hidden"),
    "member_withdrew_by_account": ("not_permitted", "withdrawn_elsewhere"),
    "member_withdrew_by_phone": ("not_permitted", "withdrawn_elsewhere"),
    "parcel_card": _YES,
    "circle_withdrawal": ("not_permitted", "withdrawn_elsewhere"),
    "two_accounts_one_phone": ("not_permitted", "withdrawn_elsewhere"),
    "same_phone_two_platforms": _YES,
    "pdd_consented": ("not_permitted", "platform_limit"),
    "weixin_consented": ("undetermined", "no_pack_for_platform"),
    "virtual_live": ("not_permitted", "virtual_number"),
    "virtual_expired": ("not_permitted", "virtual_number"),
    "jd_buyer": ("not_permitted", "no_consent_order_purpose_change"),
    "youzan_buyer": ("not_permitted", "no_consent_order_purpose_change"),
    "pdd_buyer": ("not_permitted", "no_consent_order_purpose_change"),
    "weixin_buyer": ("not_permitted", "no_consent_order_purpose_change"),
}


@pytest.fixture(scope="module")
def cast() -> Cast:
    """Return the world of 20,000 orders."""
    return set_stage(seed=20261123, orders=20_000, today=TODAY)


@pytest.fixture(scope="module")
def truths(cast: Cast) -> list[Truth]:
    """Return every expected answer of that world."""
    return list(tell_truth(cast))


def _marketing(truths: Iterable[Truth], day: date) -> list[Truth]:
    return [one for one in truths if (one.purpose, one.channel, one.day) == ("repeated_marketing", "sms", day)]


def _answers(truths: Iterable[Truth]) -> dict[str, set[tuple[str, str]]]:
    answers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in truths:
        answers[one.person.scene].add((one.verdict.outcome.value, one.verdict.reasons[0]))
    return answers


def test_every_scene(cast: Cast) -> None:
    """Each scene is played by at least twenty groups, and none is played that the table does not name."""
    played = Counter(scene for scene, _circle in {(person.scene, person.circle) for person in cast.persons})
    crowd = {"tmall_buyer", "jd_buyer", "youzan_buyer", "pdd_buyer", "weixin_buyer"}
    assert set(played) == set(load_setting().scenes) | crowd
    assert min(played.values()) >= 20


def test_scene_answers(truths: list[Truth]) -> None:
    """Each scene has the one answer and first reason it was written for."""
    answers = _answers(_marketing(truths, TODAY))
    assert {scene: {answer} for scene, answer in EXPECTED.items()} == {scene: answers[scene] for scene in EXPECTED}
    assert answers.keys() - EXPECTED.keys() == {"gift_recipient", "tmall_buyer"}


def test_earlier_day(truths: list[Truth]) -> None:
    """On 2022-10-14 what was agreed by then, and registering as consent, still counted."""
    answers = _answers(_marketing(truths, THEN))
    permitted = {scene for scene, found in answers.items() if found == {_YES}}
    assert permitted == {
        *("own_consent_older", "registration_deemed", "withdrawn_older", "refused_after_consent", "late_old_consent"),
        *("member_left", "member_left_own_consent", "member_rejoined_old_tick", "member_rejoined_fresh"),
        *("member_hidden", "member_withdrew_by_account", "member_withdrew_by_phone"),
    }


def test_two_gates(truths: list[Truth]) -> None:
    """An order buyer without consent is stopped by the law and by the platform, each for its own reason."""
    buyer = next(one for one in _marketing(truths, TODAY) if one.person.scene == "jd_buyer")
    assert (buyer.verdict.law, buyer.verdict.contract) == (Outcome.NOT_PERMITTED, Outcome.NOT_PERMITTED)
    assert buyer.verdict.reasons == ("no_consent_order_purpose_change", "platform_limit")


def test_delivery(truths: list[Truth]) -> None:
    """Delivery to a plain number of an order needs no consent; a number bound to one order serves while it lives."""
    found = {
        (one.contact.cell_class, one.contact.expires_at is None or one.contact.expires_at > day_start(TODAY)): one
        for one in truths
        if one.purpose == "delivery" and not one.person.scene.startswith("weixin")
    }
    outcomes = {case: one.verdict.outcome for case, one in found.items()}
    assert outcomes == {
        (CellClass.PLAIN, True): Outcome.PERMITTED,
        (CellClass.VIRTUAL_NUMBER, True): Outcome.PERMITTED,
        (CellClass.VIRTUAL_NUMBER, False): Outcome.NOT_PERMITTED,
    }


def test_no_pack(truths: list[Truth]) -> None:
    """Of the Weixin shop, which no pack describes, nothing can be told: by law delivery is free, marketing is not."""
    gates = {
        (one.person.scene, one.purpose): (one.verdict.law.value, one.verdict.contract.value)
        for one in truths
        if one.person.scene.startswith("weixin") and (one.channel, one.day) == ("sms", TODAY)
    }
    assert gates == {
        ("weixin_buyer", "repeated_marketing"): ("not_permitted", "undetermined"),
        ("weixin_buyer", "delivery"): ("permitted", "undetermined"),
        ("weixin_consented", "repeated_marketing"): ("permitted", "undetermined"),
        ("weixin_consented", "delivery"): ("permitted", "undetermined"),
    }


def test_other_channel(truths: list[Truth]) -> None:
    """Consent for SMS is none for WeCom; only those who agreed to WeCom may be written to there."""
    wecom = [one for one in truths if one.channel == "wecom" and one.verdict.outcome is Outcome.PERMITTED]
    assert {(one.person.scene, one.contact.kind) for one in wecom} == {("wecom_consent", "wecom_id")}


def test_every_contact(cast: Cast, truths: list[Truth]) -> None:
    """Every contact point of everybody is asked about marketing; a phone stands for one individual only."""
    asked = {one.contact.value for one in truths if one.purpose == "repeated_marketing" and one.day == TODAY}
    values = [contact.value for person in cast.persons for contact in person.contacts]
    assert set(values) == asked
    assert len(set(values)) == len(values)


def test_circles(cast: Cast) -> None:
    """The circles noted are exactly the groups that orders and declarations link."""
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for order in cast.orders:
        linked = [f"{order.platform}/{order.account}"] if order.account else []
        linked += [phone for phone in (order.buyer_phone,) if phone]
        linked += [order.phone_cell] if order.phone_class is CellClass.PLAIN else []
        for name in linked[1:]:
            parent[find(name)] = find(linked[0])
    for person in cast.persons:
        names = [f"{key.platform}/{key.value}" if key.platform else key.value for key in person.keys]
        for name in names[1:]:
            parent[find(name)] = find(names[0])
    pairs = {
        (person.circle, find(f"{key.platform}/{key.value}" if key.platform else key.value))
        for person in cast.persons
        for key in person.keys
    }
    assert len({circle for circle, _root in pairs}) == len(pairs) == len({root for _circle, root in pairs})


def test_stop_ends_all() -> None:
    """A stop of everything in the circle, later than all else, leaves nobody open to marketing."""
    cast = set_stage(seed=3, orders=400, today=TODAY)
    late = day_start(TODAY) - 1
    for person in [one for one in cast.persons if one.stops]:
        person.stops.append(replace(person.stops[0], at=late, purposes=(), channels=()))
    stopped = {person.circle for person in cast.persons if person.stops}
    answers = [one for one in _marketing(tell_truth(cast), TODAY) if one.person.circle in stopped]
    assert {one.verdict.outcome for one in answers} == {Outcome.NOT_PERMITTED}


def test_events_past(cast: Cast) -> None:
    """Everything that happened lies before the day the brand stands on."""
    times = [order.at for order in cast.orders]
    for person in cast.persons:
        times += [consent.at for consent in person.consents]
        times += [stop.at for stop in person.stops]
        times += [event.at for event in person.memberships]
    assert max(times) < day_start(TODAY)


def test_reasons_known(truths: list[Truth]) -> None:
    """Every reason is in the table's order, so that the first one is well defined."""
    order = load_data("truth.yaml")["reason_order"]
    assert {reason for one in truths for reason in one.verdict.reasons} <= set(order)


def test_parquet_rows(tmp_path: Path) -> None:
    """The file of truths holds one row for each expected answer."""
    brand = build_brand(tmp_path, orders=400, today=TODAY)
    table = pq.read_table(brand.truth)
    world = set_stage(seed=20261123, orders=400, today=TODAY)
    assert len(list(tell_truth(world))) == table.num_rows
    assert table.column_names[-3:] == ["contract", "reason", "reasons"]


def test_independence() -> None:
    """The generator and its truth import nothing of the product but shared nouns; only what plays them may."""
    players = {"run.py", "bench.py", "column_scores.py", "title_scores.py"}
    # These take places and names from the lexicons; their truth is where they put them.
    players |= {"remarks.py", "mixed_remarks.py"}
    imported = set()
    for file in resources.files("yunnuo.demo").iterdir():
        if file.name.endswith(".py") and file.name not in players and not file.name.startswith("bench_"):
            nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    rooms = {name.split(".")[1] for name in imported if name.startswith("yunnuo.")}
    assert rooms <= {"demo", "terms"}
