"""Reading single cells of an event file: times, days, lists, and what is wrong with them."""

from __future__ import annotations

from datetime import date

import pytest

from yunnuo.consent.cells import CellFault, read_day, read_flag, read_moment, read_terms
from yunnuo.consent.fields import YES_NO
from yunnuo.rulebook.book import load_book
from yunnuo.terms.instant import day_end, day_start, parse_instant

VOCABULARY = load_book().vocabulary


@pytest.mark.parametrize(
    "text",
    ["2026-09-03 10:05:00", "2026/9/3 10:05", "2026-09-03T10:05", "2026年9月3日 10:05", "2026-09-03T02:05:00+00:00"],
)
def test_times_are_read_alike(text: str) -> None:
    """Every usual way to write a time gives one instant, Asia/Shanghai unless an offset stands there."""
    assert parse_instant("2026-09-03T10:05:00+08:00") == read_moment(text)


@pytest.mark.parametrize("text", ["2026/9/3", "2026-09-03", "2026-09-03 00:00:00"])
def test_bare_days_open_or_close(text: str) -> None:
    """A bare day, or the midnight a spreadsheet makes of it, is its start, or its end for what ends something."""
    day = date(2026, 9, 3)

    assert (day_start(day), day_end(day)) == (read_moment(text), read_moment(text, ending=True))


@pytest.mark.parametrize("text", ["", "2026-02-30", "2026/13/1", "2026-09-03 25:00", "yesterday", "20260903x"])
def test_impossible_times_are_refused(text: str) -> None:
    """A time that does not exist or cannot be read is refused."""
    with pytest.raises(CellFault) as caught:
        read_moment(text)

    assert "consent.time" == caught.value.code


@pytest.mark.parametrize(("text", "day"), [("1990/5/1", date(1990, 5, 1)), ("1990-05-01", date(1990, 5, 1))])
def test_days_are_read(text: str, day: date) -> None:
    """Birthdays are read with dashes or slashes."""
    assert day == read_day(text)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ()),
        ("sms;email", ("email", "sms")),
        ("短信；电子邮件、sms", ("email", "sms")),
        ("平台站内消息（旺旺、客服消息）", ("platform_message",)),
    ],
)
def test_lists_of_terms(text: str, ids: tuple[str, ...]) -> None:
    """Lists are split at each usual mark, sorted and without doubles; a term that holds a mark stays whole."""
    assert ids == read_terms(text, "channels", VOCABULARY)


def test_unknown_terms_get_a_suggestion() -> None:
    """A misspelt term names the nearest ones, and does not quote the cell."""
    with pytest.raises(CellFault) as caught:
        read_terms("repeated_marketin", "purposes", VOCABULARY)

    assert "`repeated_marketing`" in caught.value.what


@pytest.mark.parametrize(("text", "value"), [("是", True), ("否", False), ("", None), ("Yes", True), ("0", False)])
def test_flags(text: str, value: bool | None) -> None:  # noqa: FBT001  (the expected value of a flag)
    """Yes and no are read in Chinese and English; empty is unknown."""
    assert value == read_flag(text, YES_NO)
