"""A mistake on a notice is shown on a page that was asked for; what was ticked comes back there and nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from web_pages import MINUTE, OTHER, PHONE, SMS, WECOM, Stage, set_stage, show_text

from yunnuo.consent.models import ConsentEvent, NoticeShown

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

WRONG = "12345"
LOST = "没有保留"


@pytest.fixture
def stage(workspace: Workspace) -> Stage:
    """Return a stage with the sample notice."""
    return set_stage(workspace)


def list_ticks(page: Any) -> list[str]:
    """Return the boxes that are ticked on a page."""
    return re.findall(r'name="pick" value="([^"]+)" checked', page.content.decode())


def test_address_tells_nothing(stage: Stage) -> None:
    """A mistake leads to an address without anything typed, and no cookie shows it; nothing is recorded of it."""
    answer = stage.answer(SMS, contact=f"{PHONE}9")
    carried = stage.client.cookies.output()

    assert (302, f"{stage.link}?again=1#fault") == (answer.status_code, answer["Location"])
    assert [False] * 3 == [word in carried for word in (PHONE, SMS, "apart")]
    assert (0, 1) == (ConsentEvent.objects.count(), NoticeShown.objects.count())


def test_own_ticks_come_back(stage: Stage) -> None:
    """What somebody ticked and typed stands on the page of the mistake, and the corrected form counts as before."""
    page = stage.mistake(SMS, "apart/1", contact=WRONG)
    again = stage.client.get(f"{stage.link}?again=1")
    stage.client.post(stage.link, {"seen": stage.seal(again), "pick": [SMS], "contact": PHONE, "answer": "agree"})
    stage.confirm()

    assert [[SMS, "apart/1"]] * 2 == [list_ticks(page), list_ticks(again)]
    assert f'value="{WRONG}"' in page.content.decode()
    assert ["sms"] == list(ConsentEvent.objects.values_list("channels", flat=True))
    assert 1 == NoticeShown.objects.count()


def test_number_is_mended_after_the_code(stage: Stage) -> None:
    """Whoever goes back from the code finds what they sent last, without a fault, on that page only."""
    stage.mistake(SMS, contact=WRONG)
    stage.answer(WECOM, contact=OTHER)
    back = stage.client.get(f"{stage.link}?again=1")

    assert [WECOM] == list_ticks(back)
    assert f'value="{OTHER}"' in back.content.decode()
    assert 'role="alert"' not in back.content.decode()
    assert [] == list_ticks(stage.client.get(stage.link))


@pytest.mark.parametrize("end", ["late", "chosen", "left", "changed", "elsewhere"])
def test_lost_ticks_are_told(stage: Stage, end: str) -> None:
    """When what was ticked is not kept, nothing is ticked and the page says so."""
    stage.mistake(SMS, contact=WRONG)
    place = stage.link
    if end == "late":
        stage.clock.now += 11 * MINUTE
    elif end == "chosen":
        stage.agree(SMS)
    elif end == "left":
        stage.client.post("/me/leave/")
    elif end == "changed":
        stage.client.cookies["yn_draft"] = stage.client.cookies["yn_seen"].value
    else:
        place = f"/q/{stage.card}/"
    page = stage.client.get(f"{place}?again=1")

    assert ([], True) == (list_ticks(page), LOST in show_text(page))
    assert WRONG not in page.content.decode()


def test_old_display_brings_nothing_back(stage: Stage) -> None:
    """Ticks do not outlive the display they were made on."""
    stage.client.get(stage.link)
    stage.clock.now += 119 * MINUTE
    stage.mistake(SMS, contact=WRONG)
    stage.clock.now += 2 * MINUTE
    page = stage.client.get(f"{stage.link}?again=1")

    assert ([], True) == (list_ticks(page), LOST in show_text(page))
    assert 2 == NoticeShown.objects.count()


def test_refusing_carries_nothing(stage: Stage) -> None:
    """Refusing everything keeps neither ticks nor a number, even when they stood on the form."""
    page = stage.mistake(SMS, answer="none")
    wrong = stage.mistake(answer="remember", contact=WRONG)

    assert [False, True] == [PHONE in page.content.decode(), "没有收集您的任何信息" in show_text(page)]
    assert [True, True] == [f'value="{WRONG}"' in wrong.content.decode(), "完整的手机号" in show_text(wrong)]


def test_mistake_is_told_in_the_language_chosen(stage: Stage) -> None:
    """Changing the language on the page of a mistake keeps the page, and tells the mistake in the other language."""
    stage.mistake(SMS, contact=WRONG)
    form = {"language": "en", "next": f"{stage.link}?again=1"}
    page = stage.client.post("/language/", form, follow=True)

    assert [SMS] == list_ticks(page)
    assert "Please enter" in show_text(page)


def test_wrong_contact_at_the_door(stage: Stage) -> None:
    """Typing no contact point where one signs in leads to a page that says what is missing."""
    answer = stage.client.post("/me/enter/", {"contact": WRONG, "for": "stop"})

    assert (302, "/me/?again=1") == (answer.status_code, answer["Location"])
    assert "请填写完整的手机号" in show_text(stage.client.get(answer["Location"]))
