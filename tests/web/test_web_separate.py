"""What is agreed to apart is shown in its own words, in one row, and withdrawn by a tap that touches nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from web_pages import NUMBER, OTHER, PHONE, SMS, WECOM, Stage, set_stage, show_text

from yunnuo.consent.models import ConsentEvent, StopEvent

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

pytestmark = pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
FARM = "同意木禾把我的手机号提供给青穗农场（浙江）有限公司，由它邀请我参加农场开放日"
ALLERGEN = "同意木禾用我填写的过敏原，在下单前提醒我配料里有它"
ROW = re.compile(r'<li class="row">.*?</li>', re.DOTALL)


@pytest.fixture
def stage(workspace: Workspace) -> Stage:
    """Return a stage with the sample notice."""
    return set_stage(workspace)


def _rows(page: Any) -> list[str]:
    """Return each row of the preference centre as a reader gets it, without its day."""
    found = (re.sub(r"<[^>]+>", " ", row) for row in ROW.findall(page.content.decode()))
    return [re.sub(r" 自 \d{4}年\d+月\d+日", "", " ".join(text.split())) for text in found]


def _withdraw(stage: Stage, text: str) -> Any:
    """Press the button beside a sentence."""
    stage.clock.now += 1
    page = stage.client.get("/me/").content.decode()
    (row,) = [row for row in ROW.findall(page) if text in row]
    agreement = re.search(r'name="agreement" value="(\d+)"', row)
    assert agreement is not None
    return stage.client.post("/me/withdraw/", {"agreement": agreement[1]}, follow=True)


def test_provision_alone_is_shown_as_it_was_agreed(stage: Stage) -> None:
    """One box gives one row with the sentence, who gets what, and no claim that nobody is contacted."""
    page = stage.agree("apart/1")

    assert [f"{FARM} 提供给其他处理者 · 提供给：青穗农场（浙江）有限公司 · 用到：手机号 已同意 撤回"] == _rows(page)
    assert "不联系您" not in show_text(page)
    assert 1 == ConsentEvent.objects.count()


def test_sensitive_alone_is_shown_as_it_was_agreed(stage: Stage) -> None:
    """A sensitive box gives a row that says what it is about, and that the information is sensitive."""
    page = stage.agree("apart/0")

    assert [f"{ALLERGEN} 处理敏感个人信息 · 用到：其他敏感个人信息 已同意 撤回"] == _rows(page)


def test_each_sentence_has_one_row(stage: Stage) -> None:
    """Whatever channels are ticked beside it, a separate sentence is one row, and the channels have their own."""
    picks = [box for box in _boxes(stage) if box.partition("/")[2] in ("sms", "wecom", "mini_program")]
    page = stage.agree(*picks, "apart/0", "apart/1")

    assert len(picks) + 2 == len(_rows(page))
    assert [1, 1] == [sum(text in row for row in _rows(page)) for text in (ALLERGEN, FARM)]


def _boxes(stage: Stage) -> list[str]:
    return re.findall(r'name="pick" value="([^"]+)"', stage.client.get(stage.link).content.decode())


def test_one_tap_withdraws_only_it(stage: Stage) -> None:
    """Withdrawing one sentence leaves the other sentence and every channel; a double tap is one withdrawal."""
    picks = [box for box in _boxes(stage) if not box.startswith("apart/") and not box.endswith("/email")]
    before = [row for row in _rows(stage.agree(*picks, "apart/0", "apart/1")) if ALLERGEN not in row]
    page = _withdraw(stage, ALLERGEN)
    again = stage.client.post("/me/withdraw/", {"agreement": str(ConsentEvent.objects.order_by("-seq")[1].seq)})
    rows = _rows(page)

    assert before == [row for row in rows if ALLERGEN not in row]
    assert "已撤回" in next(row for row in rows if ALLERGEN in row)
    assert NUMBER.search(show_text(page))
    assert (302, 1) == (again.status_code, StopEvent.objects.count())


def test_withdrawing_others_leaves_it(stage: Stage) -> None:
    """Withdrawing marketing on its channels leaves the separate sentence of the same purpose."""
    stage.agree(SMS, WECOM, "apart/1")
    for channel in ("sms", "wecom"):
        stage.clock.now += 1
        form = {"purpose": "repeated_marketing", "channel": channel}
        page = stage.client.post("/me/withdraw/", form, follow=True)
    rows = _rows(page)

    assert [2, 1] == [sum(word in row for row in rows) for word in ("已撤回", "已同意")]
    assert "已同意" in next(row for row in rows if FARM in row)


def test_stopping_everything_ends_it(stage: Stage) -> None:
    """Stopping everything ends what was agreed apart, too; agreed to again alone it is on record, and said to wait."""
    stage.agree(SMS, "apart/1")
    stage.clock.now += 1
    ended = _rows(stage.client.post("/me/withdraw/", {"all": "1"}, follow=True))
    stage.clock.now += 1
    stage.answer("apart/1")
    again = _rows(stage.client.get("/me/"))

    assert [True, True] == ["已撤回" in row for row in ended]
    assert ["已撤回", "已同意"] == [word for row in again for word in ("已撤回", "已同意") if word in row]
    assert [False, True] == ["停止仍然有效，所以这一项现在不会做" in row for row in again]


def test_a_stop_outlasts_an_agreement_apart(stage: Stage) -> None:
    """After a stop of everything the page says it stands, until a channel is agreed to; stopping again still works."""
    stage.agree(SMS)
    stage.clock.now += 1
    stage.client.post("/me/withdraw/", {"all": "1"}, follow=True)
    stage.clock.now += 1
    stage.answer("apart/1")
    first, then = show_text(stage.client.get("/me/")), show_text(stage.client.get("/me/"))
    stops = StopEvent.objects.count()
    stage.clock.now += 1
    stage.client.post("/me/withdraw/", {"all": "1"}, follow=True)
    stopped = StopEvent.objects.count() - stops
    stage.clock.now += 1
    stage.answer(SMS, "apart/1")
    back = show_text(stage.client.get("/me/"))

    assert ["停止仍然有效" in text for text in (first, then, back)] == [True, True, False]
    assert ["起停止了全部营销联系" in text for text in (then, back)] == [True, False]
    assert ["一次全部停止" in text for text in (then, back)] == [False, True]
    assert 1 == stopped


def test_refusal_says_what_was_refused(stage: Stage) -> None:
    """Refusing everything gives each separate sentence a row of its own, and none without a meaning."""
    stage.answer(answer="remember")
    page = stage.confirm()
    refused = [row for row in _rows(page) if "已拒绝" in row]

    assert len(refused) == len(_rows(page))
    assert [1, 1] == [sum(text in row for row in refused) for text in (ALLERGEN, FARM)]
    assert [["人群分析"]] == [_named(page, row) for row in refused if "只在内部使用" in row]


def _named(page: Any, row: str) -> list[str]:
    """Return the purpose whose group holds a row."""
    groups = re.findall(r"(?s)<section.*?</section>", page.content.decode())
    return [re.sub(r"<[^>]+>", "", group.partition("</h2>")[0]).strip() for group in groups if row[:6] in group]


def test_agreed_then_refused_is_refused(stage: Stage) -> None:
    """Refusing everything later ends an earlier separate agreement."""
    stage.agree("apart/1")
    stage.clock.now += 1
    stage.answer(answer="none")
    rows = _rows(stage.client.get("/me/"))

    assert ["已拒绝"] == [word for row in rows if FARM in row for word in ("已同意", "已拒绝") if word in row]


def test_agreement_of_somebody_else(stage: Stage) -> None:
    """Nobody withdraws what somebody else agreed to."""
    stage.agree("apart/1")
    other = str(ConsentEvent.objects.get().seq)
    stage.client.post("/me/leave/")
    stage.agree(SMS, contact=OTHER)
    answers = [stage.client.post("/me/withdraw/", {"agreement": word}).status_code for word in (other, "x", "")]

    assert ([400] * 3, 0) == (answers, StopEvent.objects.count())


def test_receipts_tell_the_sentence(stage: Stage) -> None:
    """The receipt of a separate agreement, and that of its withdrawal, tell the sentence and what kind it is."""
    (agreed,) = NUMBER.findall(show_text(stage.agree("apart/1")))
    (withdrawn,) = NUMBER.findall(show_text(_withdraw(stage, FARM)))
    first, second = (show_text(stage.client.get(f"/me/receipts/{number}/")) for number in (agreed, withdrawn))
    held = stage.client.get(f"/me/receipts/{agreed}.json").json()

    assert [True] * 4 == [
        word in first for word in (FARM, "同意的原话", "提供给其他处理者", "青穗农场（浙江）有限公司")
    ]
    assert [True] * 3 == [word in second for word in (FARM, "撤回的原话", "撤回单独同意")]
    assert "不联系本人" not in first + second
    assert FARM == held["dpv:hasProcess"][0]["yunnuo:statement"]


@pytest.mark.parametrize("named", [True, False])
def test_withdrawal_outlives_the_agreement(stage: Stage, named: bool) -> None:  # noqa: FBT001
    """After an erasure the receipt of a withdrawal says what it said; one that named no sentence says to whom."""
    from yunnuo.flows.erasing import erase_person

    stage.agree("apart/1")
    (number,) = NUMBER.findall(show_text(_withdraw(stage, FARM)))
    if not named:
        StopEvent.objects.update(evidence=f"consent {ConsentEvent.objects.get().seq}")
    before = [stage.client.get(f"/me/receipts/{number}{end}").content for end in (".txt", ".json")]
    stage.clock.now += 1
    erase_person(stage.workspace, ConsentEvent.objects.get().individual_id, reason="本人要求", now=stage.clock.now)
    stage.sign_in()
    after = [stage.client.get(f"/me/receipts/{number}{end}").content for end in (".txt", ".json")]
    held = show_text(stage.client.get("/me/data/"))

    assert named == (before == after)
    assert after[0].decode().startswith("撤回单独同意：提供给其他处理者 · 青穗农场（浙江）有限公司\n")
    assert "青穗农场（浙江）有限公司" in after[1].decode()
    assert "提供给其他处理者" in held
    assert "不联系" not in after[0].decode() + held


def test_older_record_is_one_row(stage: Stage) -> None:
    """An agreement recorded with the channels of other boxes, before boxes were named, is one row all the same."""
    stage.agree("apart/1")
    old = ConsentEvent.objects.get()
    ConsentEvent.objects.update(channels="sms;wecom", evidence=old.evidence.partition(" box ")[0])
    given = _rows(stage.client.get("/me/"))
    ended = _rows(_withdraw(stage, FARM))

    assert [True] == [FARM in row and "已同意" in row for row in given]
    assert [True] == [FARM in row and "已撤回" in row for row in ended]


def test_staff_see_what_was_agreed_apart(stage: Stage) -> None:
    """Staff read a separate consent by its name, the information and the recipient, and its withdrawal as one."""
    from yunnuo.flows.persons import find_person, read_key

    words = _vocabulary()
    stage.agree(SMS, "apart/1")
    _withdraw(stage, FARM)
    key = read_key("phone", PHONE, "", "", words)
    lines = find_person(stage.workspace, key).event_lines(words)

    assert [True] * 3 == [word in lines[0] for word in ("撤回单独同意", "重复营销", "提供给 青穗农场")]
    (apart,) = [line for line in lines if " 单独同意：" in line]
    assert [True] * 3 == [word in apart for word in (FARM, "用到 手机号", "提供给 青穗农场（浙江）有限公司")]
    assert 1 == sum(" 同意：重复营销；短信（" in line for line in lines)


def _vocabulary() -> Any:
    from yunnuo.rulebook.book import load_book

    return load_book().vocabulary
