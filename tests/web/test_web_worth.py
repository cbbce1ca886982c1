"""One truth: what the preference centre calls agreed is what the engine lets count, and both say why not alike."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from web_pages import NOW, PEOPLE, PHONE, SMS, Stage, set_stage, show_text

from yunnuo.consent.models import Notice
from yunnuo.demo.people import phone_number
from yunnuo.flows.events import import_events
from yunnuo.flows.notices import declare_complete, publish_notices
from yunnuo.flows.persons import find_person
from yunnuo.people.keys import KeyValue
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace

pytestmark = pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
ELEMENTS = "[handler_name, handler_contact, purposes, methods, categories, retention, rights, withdrawal]"
WHY = {"purpose": "repeated_marketing", "channel": "sms"}
HAN = re.compile(r"[一-鿿]")


@pytest.fixture
def stage(workspace: Workspace) -> Stage:
    """Return a stage whose handler published an older notice by its elements only and declared its lists complete."""
    held = set_stage(workspace)
    handler, words = Notice.objects.get().handler, load_book().vocabulary
    file = workspace.folder / "notices.yaml"
    file.write_text(
        f"- version: N1\n  handler: {handler}\n  published_at: 2024-07-01\n  purposes: [repeated_marketing]\n"
        f"  channels: [sms]\n  categories: [phone]\n  elements: {ELEMENTS}\n  text_sha256: {'0' * 64}\n",
        "utf-8",
    )
    publish_notices(file, words, now=NOW)
    for record in ("consents", "refusals", "ages", "memberships"):
        stated = {"since": "2017-01-01", "through": "", "declared_by": "负责人"}
        declare_complete(words, record=record, purpose="", channel="", now=NOW, **stated)
    return held


def record_consents(stage: Stage, *rows: dict[str, str]) -> None:
    """Record consents to text messages from a file, ticked by the individual unless said otherwise."""
    usual = {
        "event": "consent",
        "key_kind": "phone",
        "key": PHONE,
        "at": "2025-03-01 10:00:00",
        "purposes": "repeated_marketing",
        "channels": "sms",
        "categories": "phone",
        "manner": "tick",
        "handler": Notice.objects.get(version="N1").handler,
        "notice_version": "N1",
        "notice_shown_at": "2025-03-01 10:00:00",
        "touchpoint": "官网",
        "evidence": "e1",
        "until": "",
    }
    file: Path = stage.workspace.folder / "events.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys([*usual, *(name for row in rows for name in row)])))
        writer.writeheader()
        writer.writerows({**usual, **row} for row in rows)
    import_events(stage.workspace, file, load_book().vocabulary, now=NOW)


UNSAID = "您当时是怎样同意的（是您自己勾选、填写的，还是默认勾选的）：记录里没有写"
GIVEN_AWAY = "您在2025年3月1日作出的同意是给“别家公司”的，不是给我们的"
NARROW = "查到您在2025年3月1日的同意，但那份同意没有完整包括这次要用到的信息"
UNNAMED = "您当时同意的是不是给我们：记录里没有写"
CASES = {
    "sound": ({}, ["已同意"], ["我们”）可以用短信联系您", "为什么"]),
    "ticked by default": (
        {"manner": "default_tick"},
        ["不作数", "不是您主动、明确作出的"],
        ["不可以用短信联系您", "为什么"],
    ),
    "of somebody else": (
        {"handler": "别家公司", "notice_version": ""},
        ["不作数", GIVEN_AWAY],
        ["不可以用短信联系您", "为什么", GIVEN_AWAY],
    ),
    "of another kind": (
        {"categories": "email"},
        ["不作数", NARROW],
        ["不可以用短信联系您", "为什么", NARROW],
    ),
    "of nobody named": (
        {"handler": ""},
        ["已同意", UNNAMED],
        ["现在还不能确定", "还要弄清", UNNAMED],
    ),
    "asked for": ({"event": "request"}, ["主动要求过", "您的联系方式是从哪里来的"], ["现在还不能确定"]),
    "manner unknown": ({"manner": "unknown"}, ["已同意", UNSAID], ["现在还不能确定", "还要弄清", UNSAID]),
}


def test_one_truth(stage: Stage) -> None:
    """An agreement is shown with what it is worth, and that is the answer the page gives that explains contact."""
    phones = {case: phone_number(PEOPLE) for case in CASES}
    record_consents(stage, *({"key": phone, **CASES[case][0]} for case, phone in phones.items()))
    for case, phone in phones.items():
        _, told, answer = CASES[case]
        home = show_text(stage.sign_in(phone))
        why = show_text(stage.client.get("/me/why/", WHY))
        assert [] == [word for word in told if word not in home], case
        assert [] == [word for word in answer if word not in why], case
        assert ("不作数" in told) == ("不作数" in home), case
        assert "没有查到您" not in why, case
        assert (case == "sound") == ("详细说明" not in home), case
        assert "撤回" in home, case


def test_request_is_no_consent(stage: Stage) -> None:
    """What somebody once asked for is shown as that, and not as a consent to be contacted again and again."""
    record_consents(stage, {"purposes": "member_service"}, {"event": "request", "at": "2025-04-01 10:00:00"})
    home = show_text(stage.sign_in())

    assert "主动要求过 自 2025年4月1日 撤回 您主动要求过，但没有查到您对这件事的同意，我们不可以据此联系您。" in home


def test_unknown_contact_point(stage: Stage) -> None:
    """An agreement to a channel that nothing held can be used for says so."""
    record_consents(stage, {"channels": "email", "categories": "email"})

    assert "没有保存这个渠道要用的联系方式" in show_text(stage.sign_in())


def test_withdrawn_is_not_weighed(stage: Stage) -> None:
    """What was withdrawn is withdrawn; that it would not have counted is no longer said."""
    record_consents(stage, {"manner": "default_tick"})
    stage.sign_in()
    page = show_text(stage.client.post("/me/withdraw/", WHY, follow=True))

    assert "已撤回" in page
    assert "不作数" not in page


def test_english_says_the_same(stage: Stage) -> None:
    """In English both pages give state, answer and reasons in English; only names stay as they are."""
    record_consents(stage, {"manner": "default_tick"})
    stage.sign_in()
    stage.client.post("/language/", {"language": "en", "next": "/me/"})
    home, why = (show_text(stage.client.get(page, query)) for page, query in (("/me/", {}), ("/me/why/", WHY)))
    names = (Notice.objects.get(version="N1").handler, "木禾", "诺", "简体中文")

    for page in (home, why):
        assert "What is recorded as consent was not given by a clear act of your own" in page
        for name in names:
            page = page.replace(name, "")  # noqa: PLW2901
        assert [] == HAN.findall(page)
    assert "Does not count" in home
    assert "may not contact you by SMS to recommend goods and offers to you" in why


def test_notice_by_elements(stage: Stage) -> None:
    """Of a notice that only its elements are known of, no page is said to be kept; of one with pages it is."""
    record_consents(stage, {})
    stage.sign_in()
    before = show_text(stage.client.get("/me/notices/"))
    stage.agree(SMS)
    after = show_text(stage.client.get("/me/notices/"))

    assert "告知 N1 2024年7月1日 发布 · 没有保存全文，只登记了它写明的目的（重复营销）和渠道（短信）" in before
    assert "一字未改" not in before
    assert "当时的全文，一字未改" in after


def test_own_handler_is_named(stage: Stage) -> None:
    """Whose page it is stands among those who use the information, whoever else something was agreed with."""
    record_consents(stage, {"handler": "别家公司", "notice_version": ""})
    stage.sign_in()
    page = show_text(stage.client.get("/me/recipients/"))

    assert Notice.objects.get(version="N1").handler in page
    assert "别家公司 您向它作出过同意" in page


def test_origin_settles(stage: Stage) -> None:
    """Of whom nobody knows where they come from that alone is asked, not the lists that are declared complete."""
    record_consents(stage, {"touchpoint": ""})
    home = show_text(stage.sign_in())
    why = show_text(stage.client.get("/me/why/", WHY))

    for page in (home, why):
        assert "您的联系方式是从哪里来的：手里的来源记录不一定齐全" in page
        assert "另外可能还要弄清" in page
        assert "您的同意有没有都记下来" not in page
        assert "您有没有撤回或者拒绝过" not in page


def test_expired_consent(stage: Stage) -> None:
    """What lapsed has done so since its last day, and one reason says why."""
    record_consents(stage, {"until": "2025-09-30"})
    home = show_text(stage.sign_in())
    why = show_text(stage.client.get("/me/why/", WHY))

    assert "已失效 自 2025年9月30日" in home
    assert "您给过的同意期限已过" in why
    assert "已经撤回或者失效" not in why
    (line,) = find_person(stage.workspace, KeyValue("phone", "", f"+86{PHONE}")).event_lines(load_book().vocabulary)
    assert "有效期至 2025-09-30" in line


def test_internal_use(stage: Stage) -> None:
    """A purpose that uses no channel is answered without one, whichever was chosen; a contact needs its way."""
    record_consents(stage, {})
    stage.sign_in()
    pages = {
        channel: show_text(stage.client.get("/me/why/", {"purpose": "segment_analysis", "channel": channel}))
        for channel in ("sms", "none")
    }
    loose = show_text(stage.client.get("/me/why/", {"purpose": "repeated_marketing", "channel": "none"}))

    assert pages["sms"] == pages["none"]
    assert "使用您的个人信息，用于在内部分析顾客群体" in pages["sms"]
    assert "和用什么方式无关" in pages["sms"]
    assert "联系您，在内部分析" not in pages["sms"]
    assert "请选一种联系您的方式" in loose
    assert "我们”）" not in loose


def test_delivery_is_about_the_order(stage: Stage) -> None:
    """Whoever asks about a delivery without an order is told of the order, not that consents may be missing."""
    record_consents(stage, {})
    stage.sign_in()
    why = show_text(stage.client.get("/me/why/", {"purpose": "delivery", "channel": "sms"}))

    assert "没有查到您的订单" in why
    assert "您的同意有没有都记下来" not in why
    assert "同意不同意由您自己决定" not in why


@pytest.mark.parametrize(
    ("language", "where"), [("zh-hans", "在哪里：“我的选择”网页"), ("en", "Where: the page “My choices”")]
)
def test_receipts_use_words(stage: Stage, language: str, where: str) -> None:
    """A receipt, as text and as a page, names places, channels and manners in words of the chosen language."""
    stage.agree(SMS, "segment_analysis/none", "apart/1")
    stage.clock.now += 1
    stage.client.post("/me/withdraw/", {"purpose": "segment_analysis", "channel": "none"})
    stage.client.post("/language/", {"language": language, "next": "/me/"})
    listed = stage.client.get("/me/receipts/").content.decode()
    numbers = re.findall(r"/me/receipts/(YN[^/]+)/", listed)
    texts = [stage.client.get(f"/me/receipts/{number}.txt").content.decode() for number in numbers]
    pages = [show_text(stage.client.get(f"/me/receipts/{number}/")) for number in numbers]

    assert 4 == len(texts)
    assert where in texts[0]
    assert [] == [word for text in (*texts, *pages) for word in re.findall(r"\b(?:none|web\.me|[a-z]+_[a-z]+)\b", text)]
    stopped = texts[0].splitlines()
    assert ("en" == language) == (not any(HAN.search(line) for line in stopped))


UNWEIGHED = "今天算不算数，这一页没有逐项判断"


def test_what_is_not_weighed_says_so(stage: Stage) -> None:
    """Beside an agreement that names a recipient it says that whether it counts was not judged."""
    record_consents(stage, {}, {"separate": "是", "recipients": "青穗农场", "evidence": "e2"})
    page = stage.sign_in().content.decode()
    plain, given = [row for row in page.split("<li")[1:] if "短信" in row]

    assert [False, True] == [UNWEIGHED in row for row in (plain, given)]
    assert "青穗农场" in given
    assert "详细说明" not in given


def test_separate_sentences_are_not_weighed(stage: Stage) -> None:
    """Separate sentences that stand are told as not judged; with none that stands nothing is said."""
    agreed = show_text(stage.agree("apart/1"))
    stage.clock.now += 1
    stopped = show_text(stage.client.post("/me/withdraw/", {"all": "1"}, follow=True))

    assert [1, 0] == [page.count(UNWEIGHED) for page in (agreed, stopped)]
