"""Whatever does not belong gets one clear page in Chinese, the right status, and leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from web_pages import HOUR, MINUTE, PHONE, SMS, Stage, set_stage, show_text

from yunnuo.consent.models import ConsentEvent
from yunnuo.flows.touchpoints import Touchpoint, write_link
from yunnuo.people.models import OneTimeCode
from yunnuo.web.brakes import COMPLAINTS, DISPLAYS

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

pytestmark = pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)


@pytest.fixture
def stage(workspace: Workspace) -> Stage:
    """Return a stage with the sample notice, and brakes that are loose."""
    DISPLAYS.taken.clear()
    COMPLAINTS.taken.clear()
    return set_stage(workspace)


def test_forged_links(stage: Stage) -> None:
    """A link that was changed, cut, made up or made with other keys is named invalid."""
    token = stage.token
    wrong = [token[:-2] + "AA", token[:10], "x", "中文", token * 20, "%00", "_" * 40]
    pages = [stage.client.get(f"/s/{text}/") for text in wrong]

    assert [404] * len(wrong) == [page.status_code for page in pages]
    assert all("这个链接无效" in show_text(page) for page in pages)


def test_unpublished_notice(stage: Stage) -> None:
    """A true link to a notice that is not published, or not yet, shows nothing."""
    unknown = write_link(stage.workspace.ring, Touchpoint("no-such-version", "web.form"))
    pages = [stage.client.get(f"/s/{unknown}/"), stage.client.get("/n/no-such-version/")]

    assert [404, 404] == [page.status_code for page in pages]


def test_page_of_a_notice_that_is_not_there(stage: Stage) -> None:
    """A published notice has the pages it was published with and no other."""
    pages = [stage.client.get(f"/n/{stage.version}/{name}/").status_code for name in ("print", "guardian")]

    assert [200, 404] == pages


def test_form_without_token(stage: Stage) -> None:
    """A form from another site is refused before it is read."""
    strict = Client(enforce_csrf_checks=True)
    answers = [strict.post(page) for page in (stage.link, "/me/enter/", "/code/", "/me/withdraw/", "/me/complain/")]

    assert [403] * 5 == [answer.status_code for answer in answers]
    assert "这次提交没有被接受" in show_text(answers[0])


def test_form_too_large(stage: Stage) -> None:
    """A form beyond the limit is refused unread."""
    page = stage.client.post("/me/complain/", {"text": "长" * 40_000})

    assert 413 == page.status_code
    assert "填写的内容太长了" in show_text(page)


def test_form_with_too_many_fields(stage: Stage) -> None:
    """Hundreds of fields are no answer to any form."""
    page = stage.client.post(stage.link, {f"f{number}": "" for number in range(300)})

    assert 400 == page.status_code


@pytest.mark.parametrize(("address", "method"), [("/me/withdraw/", "get"), ("/me/enter/", "get"), ("/me/", "delete")])
def test_wrong_method(stage: Stage, address: str, method: str) -> None:
    """What changes something is done by a form only, and the answer says which way is open."""
    page = getattr(stage.client, method)(address)

    assert 405 == page.status_code
    assert page["Allow"] in ("POST", "GET")


def test_display_of_another_page(stage: Stage) -> None:
    """A form that names no display, another page's, or one too old is not accepted."""
    other = write_link(stage.workspace.ring, Touchpoint(stage.version, "elsewhere"))
    foreign = stage.seal(stage.client.get(f"/s/{other}/"))
    own = stage.seal(stage.client.get(stage.link))
    form = {"pick": [SMS], "contact": PHONE, "answer": "agree"}
    answers = [stage.client.post(stage.link, {**form, "seen": seen}) for seen in ("", "forged", foreign)]
    stage.clock.now += 3 * HOUR
    answers.append(stage.client.post(stage.link, {**form, "seen": own}))

    assert [409] * 4 == [answer.status_code for answer in answers]
    assert [] == stage.outbox.sent


def test_wrong_code(stage: Stage) -> None:
    """A wrong code records nothing; after a few the right one does not count any more."""
    stage.answer(SMS)
    wrong = "000000" if stage.outbox.code != "000000" else "111111"
    pages = [stage.confirm(wrong) for _ in range(5)]
    last = stage.confirm()

    assert [True] * 6 == ["验证码不对" in show_text(page) for page in (*pages, last)]
    assert 0 == ConsentEvent.objects.count()


def test_expired_code(stage: Stage) -> None:
    """A code is worth nothing after its minutes."""
    stage.answer(SMS)
    stage.clock.now += 11 * MINUTE
    page = stage.confirm()

    assert (True, 0) == ("已经过期" in show_text(page), ConsentEvent.objects.count())


def test_replayed_code(stage: Stage) -> None:
    """A used code with the cookie of its form opens nothing a while later."""
    stage.client.post("/me/enter/", {"contact": PHONE, "for": "enter"})
    kept = stage.client.cookies["yn_ask"].value
    stage.confirm()
    stage.client.post("/me/leave/")
    stage.clock.now += 2 * MINUTE
    stage.client.cookies["yn_ask"] = kept
    page = stage.confirm()

    assert "验证码不对" in show_text(page)
    assert "您正在用" not in show_text(stage.client.get("/me/"))


def test_code_without_errand(stage: Stage) -> None:
    """A code nobody waits for leads back to the start."""
    shown, typed = stage.client.get("/code/"), stage.client.post("/code/", {"code": "123456"})
    again = stage.client.post("/code/again/")

    assert (302, 409, 409) == (shown.status_code, typed.status_code, again.status_code)


def test_changed_boxes_are_not_opened(stage: Stage) -> None:
    """Cookies that were changed, exchanged or made up are as good as none."""
    stage.agree(SMS)
    sealed = stage.client.cookies["yn_pass"].value
    answers = []
    for value in (sealed[:-4] + "AAAA", stage.client.cookies["yn_form"].value, "x" * 5000, "é", ""):
        stage.client.cookies["yn_pass"] = value
        answers.append("您的信息，您来决定" in show_text(stage.client.get("/me/")))

    assert [True] * 5 == answers


def test_too_many_codes(stage: Stage) -> None:
    """After several codes in an hour no more are sent to a number, and another way is shown."""
    for _ in range(8):
        stage.clock.now += 2 * MINUTE
        page = stage.client.post("/me/enter/", {"contact": PHONE, "for": "stop"})

    assert (429, 6) == (page.status_code, len(stage.outbox.sent))
    assert "提交投诉" in show_text(page)


def test_second_request_sends_nothing(stage: Stage) -> None:
    """Within a minute the first code is still the one; pressing again sends no other."""
    for _ in range(3):
        stage.client.post("/me/enter/", {"contact": PHONE, "for": "enter"})
    page = stage.confirm()

    assert (1, 1) == (len(stage.outbox.sent), OneTimeCode.objects.count())
    assert "您正在用" in show_text(page)


def test_brakes_hold(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Displays without end are refused, and recorded no further."""
    monkeypatch.setattr(DISPLAYS, "limit", 3)
    answers = []
    for _ in range(5):
        stage.client.cookies.clear()
        answers.append(stage.client.get(stage.link).status_code)
    stage.clock.now += HOUR + 1
    answers.append(stage.client.get(stage.link).status_code)

    assert [200, 200, 200, 429, 429, 200] == answers


def test_complaints_have_a_brake(stage: Stage) -> None:
    """So are complaints."""
    answers = []
    for _ in range(COMPLAINTS.limit + 1):
        once = stage.client.get("/me/complain/").content.decode().partition('name="once" value="')[2].partition('"')[0]
        answers.append(stage.client.post("/me/complain/", {"once": once, "topic": "other", "text": "x"}).status_code)
    COMPLAINTS.taken.clear()

    assert [302] * COMPLAINTS.limit + [429] == answers


def test_own_failure_is_one_page(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """When we fail ourselves the page says so, and the log names places, never what was typed."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(PHONE)

    stage.agree(SMS)
    monkeypatch.setattr("yunnuo.web.people.choosing.read_standing", fail)
    stage.client.raise_request_exception = False
    page = stage.client.get("/me/")

    assert 500 == page.status_code
    assert "出错了" in show_text(page)
    assert PHONE not in page.content.decode() + capfd.readouterr().err


def test_every_answer_is_guarded(stage: Stage) -> None:
    """Every answer, refusals too, forbids script, frames, sniffing and keeping; cookies are out of reach of script."""
    answers = [stage.client.get(page) for page in ("/me/", stage.link, "/nope/", "/s/x/", f"/n/{stage.version}/")]

    for answer in answers:
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert ("nosniff", "DENY") == (answer["X-Content-Type-Options"], answer["X-Frame-Options"])
        assert "<script" not in answer.content.decode()
        assert len(answer.content) < 50_000
        assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in answer.cookies.values())
    assert ["no-store"] * 4 == [answer["Cache-Control"] for answer in answers[:4]]
