"""Parcel cards: both gates before printing, the way back from a card to its batch, and what came of it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from card_desk import BASE, print_batch, publish_example, token_of
from notice_desk import NOW

from yunnuo.demo.people import phone_number
from yunnuo.flows.errors import CardRefused
from yunnuo.protect.errors import TokenError
from yunnuo.protect.tokens import open_token, sign_token
from yunnuo.terms.errors import InputError, RefusedError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from yunnuo.flows.event_writer import Recorded
    from yunnuo.flows.workspace import Workspace

SECOND = 1_000_000
PHONE = phone_number(random.Random(7))  # noqa: S311  (invented people)
PAIR = ("repeated_marketing", "sms")

pytestmark = pytest.mark.sampled


def test_a_run_is_pinned_and_in_the_ledger(workspace: Workspace, tmp_path: Path) -> None:
    """A print run keeps notice version, platform, shop and choices, and the ledger says the same."""
    from yunnuo.consent.models import CardBatch
    from yunnuo.flows.projection import check_projection
    from yunnuo.ledger.checking import Findings
    from yunnuo.ledger.journal import read_content
    from yunnuo.ledger.models import LedgerEntry

    publish_example()
    done = print_batch(workspace, tmp_path)

    held, findings = CardBatch.objects.get(), Findings()
    check_projection(findings)
    entry = LedgerEntry.objects.get(kind="card.printed")
    body = read_content(bytes(entry.content or b""))["body"]
    assert [] == findings.lines
    assert ("MH-2026-09", "jd", "木禾旗舰店", 1000) == (held.version, held.platform, held.shop, held.printed)
    assert ("repeated_marketing", "sms;email;wecom") == (held.purposes, held.channels)
    assert ("undetermined", dict(done.files)) == (body["gates"]["platform"], body["files"])
    assert "平台书面同意，存档 3 号" == body["despite"]
    assert {"sheet.pdf", "card.svg", "card.png"} == {path.name for path in (tmp_path / "cards-2026-11-A").iterdir()}


def test_a_card_leads_back_to_its_batch(workspace: Workspace, tmp_path: Path) -> None:
    """The token on a card opens its own batch, and nobody's name or number is in it."""
    from yunnuo.flows.cards import open_card

    publish_example()
    first, second = print_batch(workspace, tmp_path), print_batch(workspace, tmp_path, batch="双十一")

    assert ["2026-11-A", "双十一"] == [open_card(workspace, token_of(done)).batch for done in (first, second)]


def test_an_altered_token_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """Changing any one character, cutting or lengthening the token makes it worthless."""
    from yunnuo.flows.cards import open_card

    publish_example()
    token = token_of(print_batch(workspace, tmp_path))
    altered = [f"{token[:at]}{'A' if char != 'A' else 'B'}{token[at + 1 :]}" for at, char in enumerate(token)]

    for forged in [*altered, token[:-1], f"{token}A", f"{token}=", f"{token} ", "", "x", "二维码", "A" * 5000]:
        with pytest.raises(TokenError):
            open_card(workspace, forged)


@pytest.mark.parametrize("change", [{"shop": "别的店"}, {"version": "MH-2024-07"}, {"platform": "douyin"}])
def test_a_token_is_bound_to_what_was_printed(workspace: Workspace, tmp_path: Path, change: dict[str, str]) -> None:
    """A batch whose row was changed behind the ledger's back is no longer opened by its cards."""
    from yunnuo.consent.models import CardBatch
    from yunnuo.flows.cards import open_card

    publish_example()
    token = token_of(print_batch(workspace, tmp_path))
    CardBatch.objects.update(**change)

    with pytest.raises(RefusedError):
        open_card(workspace, token)


def test_tokens_and_keys(tmp_path: Path) -> None:
    """A token outlives a rotation of the keys, and opens neither under other keys nor for another use."""
    from yunnuo.protect.keys import create_keyring, rotate_keyring

    ring, other = create_keyring(tmp_path / "one"), create_keyring(tmp_path / "other")
    token = sign_token(ring, "card", "甲", ("v1", "店"))
    rotated = rotate_keyring(tmp_path / "one")

    assert "甲" == open_token(rotated, "card", token, lambda _: ("v1", "店"))
    assert token != sign_token(rotated, "card", "甲", ("v1", "店"))
    with pytest.raises(TokenError):
        open_token(other, "card", token, lambda _: ("v1", "店"))
    with pytest.raises(TokenError):
        open_token(ring, "link", token, lambda _: ("v1", "店"))
    with pytest.raises(TokenError):
        open_token(ring, "card", token, lambda _: ("v1店",))
    with pytest.raises(TokenError):
        open_token(ring, "card", token, lambda _: None)
    with pytest.raises(TokenError):
        open_token(ring, "card", sign_token(rotated, "card", "甲", ()), lambda _: ())


def test_a_forbidding_platform_stops_the_run(workspace: Workspace, tmp_path: Path) -> None:
    """Cards for Douyin parcels are refused with rule, clause, confidence and penalty; nothing is left behind."""
    from yunnuo.consent.models import CardBatch

    publish_example()
    with pytest.raises(CardRefused) as caught:
        print_batch(workspace, tmp_path, platform="抖音", channels=("sms",), despite="")

    told = "\n".join(caught.value.faults)
    assert 1 == caught.value.exit_code
    for part in ("platform.douyin.parcel_cards.s1", "2022-04-11", "把握 V3", "后果：平台——下架商品", "个人关口"):
        assert part in told
    assert (0, False) == (CardBatch.objects.count(), (tmp_path / "cards-2026-11-A").exists())


def test_an_unread_platform_stops_the_run(workspace: Workspace, tmp_path: Path) -> None:
    """Not knowing whether a platform allows cards is no leave to print them; nothing is left behind."""
    from yunnuo.consent.models import CardBatch

    publish_example()
    with pytest.raises(CardRefused) as caught:
        print_batch(workspace, tmp_path, despite=" ")

    assert "卡片没有印：平台许不许，无法判断" == caught.value.what
    assert (0, False) == (CardBatch.objects.count(), (tmp_path / "cards-2026-11-A").exists())


def test_printing_nonetheless_is_recorded(workspace: Workspace, tmp_path: Path) -> None:
    """Who prints although the platform forbids it says why, and the ledger keeps the reason beside the closed gate."""
    from yunnuo.ledger.journal import read_content
    from yunnuo.ledger.models import LedgerEntry

    publish_example()
    print_batch(workspace, tmp_path, platform="douyin", despite="平台书面同意，存档 7 号")

    body = read_content(bytes(LedgerEntry.objects.get(kind="card.printed").content or b""))["body"]
    assert "平台书面同意，存档 7 号" == body["despite"]
    assert "not_permitted" == body["gates"]["platform"]
    assert "platform.douyin.parcel_cards.s1" in body["gates"]["rules"]


@pytest.mark.parametrize(
    ("platform", "outcome", "rules"),
    [
        ("weixin_shop", "undetermined", []),
        ("有赞", "not_applicable", []),
        ("官网", "not_applicable", []),
        ("天猫", "undetermined", ["platform.taobao_tmall.off_platform.s1"]),
    ],
)
def test_what_no_rule_says_is_said(
    workspace: Workspace, tmp_path: Path, platform: str, outcome: str, rules: list[str]
) -> None:
    """A platform without rules, or with unread ones, is undetermined and said to be; an own shop has none to obey."""
    publish_example()
    done = print_batch(workspace, tmp_path, platform=platform)

    assert (outcome, rules) == (done.platform.outcome, [rule.id for rule in done.platform.rules])
    assert ("没有规则不等于可以" in "".join(done.gates)) == (platform == "weixin_shop")


def test_the_gates_stand_apart(workspace: Workspace, tmp_path: Path) -> None:
    """Where no platform stands in the way the individual's gate is still not opened by printing."""
    publish_example()
    done = print_batch(workspace, tmp_path, platform="youzan")

    assert "undetermined" == done.person.outcome
    assert "扫码本身不算" in done.gates[0]
    assert any(line.startswith("平台关口（有赞）：不受平台规则约束") for line in done.gates)


def test_counts_of_a_batch(workspace: Workspace, tmp_path: Path) -> None:
    """Scans, agreements, refusals and later withdrawals are counted for the batch; who was erased is counted apart."""
    from yunnuo.flows.cards import count_batches, count_erased, record_scan
    from yunnuo.flows.choices import Choice, record_choices, show_notice, withdraw_choices
    from yunnuo.flows.erasing import erase_person
    from yunnuo.people.keys import KeyKind, KeyValue, normalise_value

    publish_example()
    print_batch(workspace, tmp_path)
    print_batch(workspace, tmp_path, batch="B")
    people = [KeyValue("phone", "", normalise_value(KeyKind.PHONE, f"1990000{n:04}") or "") for n in range(4)]
    made: list[Recorded] = []
    for number, (key, kind) in enumerate(zip(people, ("consent", "consent", "refusal", ""), strict=True)):
        at = NOW + number * SECOND
        visit = show_notice(
            version="MH-2026-09", page="short", touchpoint="parcel_card", asked=[PAIR], batch="2026-11-A", now=at
        )
        record_scan("2026-11-A", visit, at)
        record_scan("2026-11-A", visit, at)
        if kind:
            choice = Choice(kind, (PAIR[0],), (PAIR[1],), separate=False)
            made += record_choices(workspace, key, [choice], visit=visit, now=at + SECOND)
    withdraw_choices(workspace, made[0].individual, touchpoint="网页", now=NOW + 60 * SECOND)

    second, first = count_batches()
    assert (4, 2, 2, 1, 1) == (first.scans, first.choices, first.agreed, first.refused, first.withdrawn)
    assert ("B", 0, 0, 0, 0) == (second.batch, second.scans, second.agreed, second.refused, second.withdrawn)
    assert 0 == count_erased()
    erase_person(workspace, made[0].individual, reason="本人要求", now=NOW + 70 * SECOND)
    _, first = count_batches()
    assert (1, 0, 1, 1) == (first.agreed, first.withdrawn, first.refused, count_erased())


@pytest.mark.usefixtures("workspace")
def test_a_scan_of_no_batch_is_refused() -> None:
    """A scan is only counted for a batch that was printed."""
    from yunnuo.flows.cards import record_scan

    with pytest.raises(RefusedError, match=r"card\.unknown"):
        record_scan("无此批次", b"0" * 16, NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"batch": "a b"}, "card.batch"),
        ({"batch": ""}, "card.batch"),
        ({"batch": "长" * 25}, "card.batch"),
        ({"batch": PHONE}, "words.personal"),
        ({"shop": f"找{PHONE}"}, "words.personal"),
        ({"despite": "问 a@b.example"}, "words.personal"),
        ({"shop": " "}, "card.shop"),
        ({"shop": "店\n铺"}, "card.shop"),
        ({"count": 0}, "card.count"),
        ({"despite": "长" * 201}, "card.reason"),
        ({"colour": "绿"}, "card.colour"),
        ({"colour": "#FFEE88"}, "card.colour"),
        ({"platform": "wecom"}, "card.platform"),
        ({"platform": "没有的平台"}, "screen.word"),
        ({"purposes": ("delivery",)}, "card.nothing"),
        ({"version": "没有的版本"}, "notice.unknown"),
        ({"base_url": "http://card.muhe.example"}, "card.base_url"),
        ({"base_url": "https://a:b@card.muhe.example"}, "card.base_url"),
        ({"base_url": "https://card.muhe.example/?a=1"}, "card.base_url"),
        ({"base_url": "card.muhe.example"}, "card.base_url"),
        ({"base_url": f"{BASE}/{'long/' * 60}"}, "card.link"),
    ],
)
def test_what_cannot_be_printed(workspace: Workspace, tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    """A wrong word, number, colour or address is refused by name, and no batch is kept."""
    from yunnuo.consent.models import CardBatch

    publish_example()
    with pytest.raises(InputError) as caught:
        print_batch(workspace, tmp_path, **changes)

    assert code == caught.value.code
    assert PHONE not in str(caught.value)
    assert 0 == CardBatch.objects.count()


@pytest.mark.parametrize(("platform", "known"), [("企微", "从这些里选：淘宝/天猫、京东、"), ("抖", "douyin（抖音）")])
def test_who_sells_is_told(workspace: Workspace, tmp_path: Path, platform: str, known: str) -> None:
    """A word that names nobody who sells is refused with the words that do, the brand's own shop among them."""
    publish_example()
    with pytest.raises(InputError) as caught:
        print_batch(workspace, tmp_path, platform=platform)

    assert all(part in str(caught.value) for part in (known, "自有店铺"))


def test_a_notice_not_written_for_cards(workspace: Workspace, tmp_path: Path) -> None:
    """A notice that was never checked for a parcel card is not printed on one."""
    publish_example(touchpoints=("web_form",))

    with pytest.raises(RefusedError, match=r"card\.touchpoint"):
        print_batch(workspace, tmp_path)


def test_a_notice_of_elements_only(workspace: Workspace, tmp_path: Path) -> None:
    """A notice whose text is not held gives a scan nothing to show, so no card is printed for it."""
    from choice_desk import publish_version

    publish_version("N1", at=NOW - SECOND)

    with pytest.raises(InputError, match=r"notice\.unshown"):
        print_batch(workspace, tmp_path, version="N1")


def test_a_local_address_may_be_tried(workspace: Workspace, tmp_path: Path) -> None:
    """Somebody who tries the kit on their own machine may use an address without encryption."""
    publish_example()

    assert print_batch(workspace, tmp_path, base_url="http://127.0.0.1:8000/").link.startswith(
        "http://127.0.0.1:8000/q/"
    )
