"""The pages of somebody who signed in: what they decided, one tap to withdraw, what is held, receipts, complaints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from web_pages import NUMBER, OTHER, PHONE, SMS, STRANGER, WECOM, Stage, set_stage, show_text

from yunnuo.consent.models import StopEvent
from yunnuo.ledger.models import LedgerEntry
from yunnuo.rights.models import Complaint

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

pytestmark = pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
PAGES = ("/me/", "/me/data/", "/me/receipts/", "/me/recipients/", "/me/notices/", "/me/why/", "/me/complain/")


@pytest.fixture
def stage(workspace: Workspace) -> Stage:
    """Return a stage with the sample notice."""
    return set_stage(workspace)


def test_withdrawing_takes_one_tap(stage: Stage) -> None:
    """One button withdraws one channel, and only that one, with a receipt."""
    stage.agree(SMS, WECOM)
    stage.clock.now += 1
    page = stage.client.post("/me/withdraw/", {"purpose": "repeated_marketing", "channel": "sms"}, follow=True)
    stop = StopEvent.objects.get()

    assert ("withdrawal", "repeated_marketing", "sms") == (stop.kind, stop.purposes, stop.channels)
    assert "已经撤回，立即生效" in show_text(page)
    assert NUMBER.search(show_text(page))
    assert ["企业微信 已同意", "短信 已撤回"] == [
        line for line in ("企业微信 已同意", "短信 已撤回") if line in show_text(page)
    ]


def test_each_channel_is_withdrawn(stage: Stage) -> None:
    """Channels of one and the same agreement are withdrawn one by one; none of the withdrawals is lost."""
    stage.agree(SMS, WECOM)
    for channel in ("sms", "wecom"):
        stage.clock.now += 1
        stage.client.post("/me/withdraw/", {"purpose": "repeated_marketing", "channel": channel})

    assert ["sms", "wecom"] == list(StopEvent.objects.order_by("seq").values_list("channels", flat=True))


def test_withdrawing_twice_is_once(stage: Stage) -> None:
    """A double tap withdraws once; so does a second press of stopping everything."""
    stage.agree(SMS)
    stage.clock.now += 1
    for form in ({"purpose": "repeated_marketing", "channel": "sms"}, {"all": "1"}):
        stage.client.post("/me/withdraw/", form)
        stage.client.post("/me/withdraw/", form)

    assert 2 == StopEvent.objects.count()


def test_stopping_needs_no_sign_in(stage: Stage) -> None:
    """Who only wants it to stop types the number and the code: no more than agreeing took."""
    stage.agree(SMS)
    stage.client.post("/me/leave/")
    page = stage.sign_in(errand="stop")
    stop = StopEvent.objects.get()

    assert ("withdrawal", "", "") == (stop.kind, stop.purposes, stop.channels)
    assert "营销联系已经全部停止" in show_text(page)
    assert "已同意" not in show_text(page)


def test_stop_of_unknown_number_is_kept(stage: Stage) -> None:
    """A number nobody is known by can be stopped; the stop waits for it."""
    page = stage.sign_in(OTHER, errand="stop")

    assert 1 == StopEvent.objects.count()
    assert "已停止" in show_text(page)


def test_agreeing_again_ends_a_full_stop(stage: Stage) -> None:
    """After stopping everything, an agreement given later stands, and stopping everything is offered again."""
    stage.agree(SMS)
    stage.clock.now += 1
    stage.client.post("/me/withdraw/", {"all": "1"})
    stopped = show_text(stage.client.get("/me/"))
    stopped_again = show_text(stage.client.get("/me/"))
    stage.clock.now += 1
    stage.answer(SMS)
    again = show_text(stage.client.get("/me/"))

    assert "已停止" in stopped
    assert "起停止了全部营销联系" in stopped_again
    assert "一次全部停止" not in stopped_again
    assert "一次全部停止" in again


def test_numbers_are_masked(stage: Stage) -> None:
    """The number in full is shown to its owner on demand and on no other page."""
    stage.agree(SMS)
    masked = [stage.client.get(page).content.decode() for page in PAGES]
    revealed = stage.client.post("/me/data/").content.decode()

    assert [False] * len(PAGES) == [PHONE in page for page in masked]
    assert PHONE in revealed


def test_receipts_are_kept_as_files(stage: Stage) -> None:
    """A receipt is a page, a text and a JSON-LD file that says who, what, when, on which notice."""
    page = stage.agree(SMS, "apart/1")
    number = NUMBER.findall(show_text(page))[0]
    shown = show_text(stage.client.get(f"/me/receipts/{number}/"))
    text = stage.client.get(f"/me/receipts/{number}.txt")
    held = json.loads(stage.client.get(f"/me/receipts/{number}.json").content)

    assert "木禾食品（上海）有限公司" in shown
    assert "attachment" in text["Content-Disposition"]
    assert f"凭证号 {number}" in text.content.decode()
    assert "dpv:ConsentGiven" == held["dpv:hasConsentStatus"][0]["@type"]
    assert "urn:yunnuo:purposes:repeated_marketing" == held["dpv:hasProcess"][0]["dpv:hasPurpose"]["@id"]
    assert stage.version == held["dpv:hasNotice"]["dct:hasVersion"]
    assert held["yunnuo:evidence"]["commitment"] in text.content.decode()
    assert PHONE not in text.content.decode() + json.dumps(held)


def test_receipt_of_somebody_else(stage: Stage) -> None:
    """Somebody else's receipt is not there, page and files alike."""
    number = NUMBER.findall(show_text(stage.agree(SMS)))[0]
    stage.client.post("/me/leave/")
    stage.agree(SMS, contact=OTHER)
    statuses = [stage.client.get(f"/me/receipts/{number}{end}").status_code for end in ("/", ".txt", ".json")]

    assert [404, 404, 404] == statuses


def test_recipients_are_named(stage: Stage) -> None:
    """Handler, entrusted parties and recipients of the notice agreed on are listed with how to reach them."""
    stage.agree(SMS)
    page = show_text(stage.client.get("/me/recipients/"))

    assert [True] * 3 == [
        name in page for name in ("木禾食品（上海）有限公司", "云雀信息技术", "privacy@qingsui.example")
    ]


def test_notice_is_shown_as_it_was(stage: Stage) -> None:
    """The notice agreed on is one link away and is the very page that was published."""
    from yunnuo.consent.models import NoticePage

    stage.agree(SMS)
    listed = stage.client.get("/me/notices/").content.decode()
    page = stage.client.get(f"/n/{stage.version}/")

    assert f'href="/n/{stage.version}/"' in listed
    assert NoticePage.objects.get(name="full").body.encode() == page.content


def test_why_is_told_in_plain_words(stage: Stage) -> None:
    """Whether and why a message may come is told in the individual's voice, without rule ids."""
    stage.agree(SMS)
    stage.clock.now += 1
    stage.client.post("/me/withdraw/", {"all": "1"})
    page = show_text(stage.client.get("/me/why/", {"purpose": "repeated_marketing", "channel": "sms"}))

    assert "不可以用短信联系您" in page
    assert "撤回了同意" in page
    assert "pipl." not in page


def test_why_without_contact_point(stage: Stage) -> None:
    """A channel no contact point of theirs fits is answered as such."""
    stage.agree(SMS)
    page = show_text(stage.client.get("/me/why/", {"purpose": "repeated_marketing", "channel": "email"}))

    assert "没有保存您的这类联系方式" in page


@pytest.mark.parametrize("signed_in", [True, False])
def test_complaint_gets_a_number(stage: Stage, signed_in: bool) -> None:  # noqa: FBT001
    """A complaint is sealed, numbered and in the ledger, signed in or not; a form sent twice is one complaint."""
    if signed_in:
        stage.agree(SMS)
    form = stage.client.get("/me/complain/").content.decode()
    once = form.partition('name="once" value="')[2].partition('"')[0]
    sent = {"once": once, "topic": "unwanted", "text": "还在发短信", "contact": OTHER}
    first = stage.client.post("/me/complain/", sent, follow=True)
    second = stage.client.post("/me/complain/", sent, follow=True)
    kept = Complaint.objects.get()

    assert NUMBER.findall(show_text(first)) == NUMBER.findall(show_text(second)) != []
    assert signed_in == (kept.individual_id is not None)
    assert "还在发短信".encode() not in bytes(kept.sealed)
    assert "rights.complaint" == LedgerEntry.objects.get(seq=kept.seq).kind


def test_own_complaints_are_listed(stage: Stage) -> None:
    """Who complained while signed in finds it among what is held."""
    stage.agree(SMS)
    form = stage.client.get("/me/complain/").content.decode()
    once = form.partition('name="once" value="')[2].partition('"')[0]
    stage.client.post("/me/complain/", {"once": once, "topic": "erase", "text": "请删除"})

    assert "删除我的信息、注销账号" in show_text(stage.client.get("/me/data/"))


def test_complaint_keeps_what_was_shown(stage: Stage) -> None:
    """Who signed in with a number nobody is on record by finds the complaint, then and once they are on record."""
    stage.sign_in(STRANGER)
    form = stage.client.get("/me/complain/").content.decode()
    once = form.partition('name="once" value="')[2].partition('"')[0]
    stage.client.post("/me/complain/", {"once": once, "topic": "stop", "text": "请停止"})
    before = show_text(stage.client.get("/me/data/"))
    kept = Complaint.objects.get()
    stage.agree(SMS, contact=STRANGER)
    after = show_text(stage.client.get("/me/data/"))
    stage.client.post("/me/leave/")
    stage.sign_in(OTHER)

    assert (None, "phone") == (kept.individual_id, kept.verified_kind)
    assert STRANGER.encode() not in bytes(kept.verified or b"") + bytes(
        LedgerEntry.objects.get(seq=kept.seq).content or b""
    )
    assert [True, True] == ["要求停止联系" in page for page in (before, after)]
    assert "除了下面的投诉" in before
    assert "没有保存和这个号码有关的信息" in show_text(stage.client.get("/me/data/"))


def test_signing_out_ends_every_copy(stage: Stage) -> None:
    """After signing out, a pass that was copied before opens nothing."""
    stage.agree(SMS)
    kept = stage.client.cookies["yn_pass"].value
    stage.client.post("/me/leave/")
    stage.client.cookies["yn_pass"] = kept

    assert "您的信息，您来决定" in show_text(stage.client.get("/me/"))


def test_pass_ends_when_unused(stage: Stage) -> None:
    """Half an hour without a page ends the visit; with pages in between it goes on."""
    stage.agree(SMS)
    for _ in range(3):
        stage.clock.now += 20 * 60_000_000
        inside = show_text(stage.client.get("/me/"))
    stage.clock.now += 31 * 60_000_000
    outside = show_text(stage.client.get("/me/"))

    assert "我的选择" in inside
    assert "您的信息，您来决定" in outside


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("/me/", "/me/complain/")])
def test_pages_ask_who_it_is(stage: Stage, page: str) -> None:
    """Without a pass every page leads to the one that asks for a contact point."""
    answer = stage.client.get(page)

    assert (302, "/me/") == (answer.status_code, answer["Location"])


def test_known_and_unknown_look_alike(stage: Stage) -> None:
    """Asking for a code gives the same answer for a number that is known and for one that is not."""
    stage.agree(SMS)
    stage.client.post("/me/leave/")
    answers = []
    for number in (PHONE, STRANGER):
        stage.clock.now += 2 * 60_000_000
        asked = stage.client.post("/me/enter/", {"contact": number, "for": "enter"})
        page = show_text(stage.client.get("/code/"))
        answers.append((asked.status_code, asked["Location"], page.replace(number[-2:], "")))

    assert answers[0] == answers[1]


def test_english_is_second(stage: Stage) -> None:
    """The reader's choice of English is kept; what the browser prefers is not asked."""
    chinese = stage.client.get("/me/", headers={"Accept-Language": "en"})
    stage.client.post("/language/", {"language": "en", "next": "/me/"})
    english = stage.client.get("/me/")

    assert ("zh-hans", "en") == (chinese["Content-Language"], english["Content-Language"])
    assert "Your information, your decision" in show_text(english)
    assert '<html lang="en">' in english.content.decode()
