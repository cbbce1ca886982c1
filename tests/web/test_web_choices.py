"""An individual reads a notice, chooses, and gets a receipt; nothing is ticked beforehand, nothing is a condition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from web_pages import NUMBER, PHONE, SMS, WECOM, Stage, set_stage, show_text

from yunnuo.consent.models import CardScan, ConsentEvent, NoticeShown, StopEvent
from yunnuo.ledger.models import LedgerEntry
from yunnuo.people.models import Individual

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

pytestmark = pytest.mark.parametrize("fresh_database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def stage(workspace: Workspace) -> Stage:
    """Return a stage with the sample notice."""
    return set_stage(workspace)


def test_choice_becomes_consent(stage: Stage) -> None:
    """What was ticked, and only that, is recorded with its display once the code is right."""
    stage.answer(SMS)
    before = ConsentEvent.objects.count()
    page = stage.confirm()
    consent = ConsentEvent.objects.get()

    assert (0, "repeated_marketing", "sms") == (before, consent.purposes, consent.channels)
    assert bytes(NoticeShown.objects.get().visit) == bytes(consent.visit or b"")
    assert (stage.version, "tick", False, "web.form") == (
        consent.notice_version,
        consent.manner,
        consent.separate,
        consent.touchpoint,
    )
    assert NUMBER.search(show_text(page))


def test_nothing_is_ticked_beforehand(stage: Stage) -> None:
    """The page as it is opened has no box ticked, and the display says so."""
    page = stage.client.get(stage.link).content.decode()

    assert 9 == len(re.findall(r'<input type="checkbox"', page))
    assert [] == re.findall(r"<input[^>]*\bchecked", page)
    assert "" == NoticeShown.objects.get().ticked


def test_display_is_recorded_once(stage: Stage) -> None:
    """Opening the page again soon is the same display; a look at the headers alone is none."""
    stage.client.head(stage.link)
    stage.client.get(stage.link)
    stage.client.get(stage.link)

    assert 1 == NoticeShown.objects.count()


def test_buttons_are_alike(stage: Stage) -> None:
    """Refusing and agreeing are two buttons of one form, of the same kind, and refusing asks for nothing."""
    page = stage.client.get(stage.link).content.decode()
    pair = re.search(r'<div class="pair">(.*?)</div>', page)
    assert pair is not None

    assert ["都不同意", "同意勾选的"] == re.findall(r"<button[^>]*>([^<]+)</button>", pair[1])
    assert [] == re.findall(r"class=", pair[1])
    assert not re.search(r'<input id="contact"[^>]*required', page)


def test_separate_consent_stands_alone(stage: Stage) -> None:
    """What is agreed to apart is one event of its own: its information and recipient, and no channel of other boxes."""
    stage.agree(SMS, WECOM, "apart/1")
    plain, apart = ConsentEvent.objects.order_by("seq")

    assert (False, ";", "sms;wecom") == (plain.separate, plain.recipients, plain.channels)
    assert (True, "phone", "青穗农场(浙江)有限公司;", "none", "separate_tick") == (
        apart.separate,
        apart.categories,
        apart.recipients,
        apart.channels,
        apart.manner,
    )
    assert apart.evidence.endswith(" box apart/1")
    assert "A" == apart.grade


def test_refusing_asks_nobody(stage: Stage) -> None:
    """Refusing everything leaves no record of a person and no code is sent."""
    page = stage.mistake(answer="none", contact="")

    assert 200 == page.status_code
    assert "没有收集您的任何信息" in show_text(page)
    assert ([], 0, 0) == (stage.outbox.sent, Individual.objects.count(), StopEvent.objects.count())


def test_refusal_can_be_remembered(stage: Stage) -> None:
    """Somebody who wants it recorded gets a receipt of the refusal of everything that was asked."""
    stage.answer(answer="remember")
    page = stage.confirm()

    assert {"refusal"} == set(StopEvent.objects.values_list("kind", flat=True))
    assert 6 == StopEvent.objects.count()
    assert 6 == len(NUMBER.findall(show_text(page)))
    assert "已拒绝" in show_text(page)


def test_nothing_ticked_is_no_answer(stage: Stage) -> None:
    """Agreeing to nothing is told, and what was typed is still there."""
    page = stage.mistake()

    assert "没有勾选任何一项" in show_text(page)
    assert f'value="{PHONE}"' in page.content.decode()


def test_contact_must_fit(stage: Stage) -> None:
    """An e-mail address cannot agree to text messages."""
    page = stage.mistake(SMS, contact="someone@example.com")

    assert "“短信”要用手机号" in show_text(page)


def test_bad_contact_is_told(stage: Stage) -> None:
    """A number that is not one is told on the same page, with the ticks kept."""
    page = stage.mistake(SMS, contact="12345")

    assert "请填写完整的手机号" in show_text(page)
    assert re.search(r'value="repeated_marketing/sms" checked', page.content.decode())


def test_form_sent_twice_is_one_choice(stage: Stage) -> None:
    """A double tap on the last button records once and shows the same receipts."""
    stage.answer(SMS)
    cookies = stage.client.cookies.output()
    code = stage.outbox.code
    first = stage.confirm(code)
    entries = LedgerEntry.objects.count()
    stage.client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    second = stage.confirm(code)

    assert (entries, 1) == (LedgerEntry.objects.count(), ConsentEvent.objects.count())
    assert NUMBER.findall(show_text(first)) == NUMBER.findall(show_text(second))


def test_guest_needs_no_second_code(stage: Stage) -> None:
    """Somebody who showed their number a moment ago chooses with one button."""
    stage.agree(SMS)
    sent = len(stage.outbox.sent)
    page = stage.answer(WECOM)

    assert (302, sent, 2) == (page.status_code, len(stage.outbox.sent), ConsentEvent.objects.count())


def test_choosing_again_is_another_choice(stage: Stage) -> None:
    """After a withdrawal the page opened anew makes a new display, and the new agreement counts."""
    stage.agree(SMS)
    stage.clock.now += 1
    stage.client.post("/me/withdraw/", {"purpose": "repeated_marketing", "channel": "sms"})
    stage.clock.now += 1
    stage.answer(SMS)

    assert (2, 2) == (NoticeShown.objects.count(), ConsentEvent.objects.count())
    assert "已同意" in show_text(stage.client.get("/me/"))


@pytest.mark.parametrize("pick", ["trade/sms", "repeated_marketing/phone_call", "apart/9", "x" * 500])
def test_box_that_was_not_there(stage: Stage, pick: str) -> None:
    """A box that the page did not offer is refused, and nothing is recorded."""
    page = stage.answer(SMS, pick)

    assert (400, 0) == (page.status_code, len(stage.outbox.sent))
    assert "看不懂这次请求" in show_text(page)


def test_card_leads_to_its_choices(stage: Stage) -> None:
    """A scanned card asks only what its batch was printed for, and the choice is evidence with the batch."""
    page = stage.client.get(f"/q/{stage.card}/")
    form = {"seen": stage.seal(page), "pick": [SMS], "contact": PHONE, "answer": "agree"}
    stage.client.post(f"/q/{stage.card}/", form)
    stage.confirm()
    asked = re.findall(r'name="pick" value="([^"]+)"', page.content.decode())

    assert [SMS, WECOM, "apart/1"] == asked
    assert ("2026-11-A", "2026-11-A") == (ConsentEvent.objects.get().batch, NoticeShown.objects.get().batch)
    assert 1 == CardScan.objects.count()


def test_forged_card(stage: Stage) -> None:
    """A card that was made up, or a link of another kind, leads nowhere."""
    pages = [stage.client.get(f"/q/{token}/").status_code for token in (stage.card[:-1] + "x", stage.token, "x")]

    assert [404] * 3 == pages
    assert 404 == stage.client.get(f"/s/{stage.card}/").status_code
