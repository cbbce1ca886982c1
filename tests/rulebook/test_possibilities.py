"""Whether conditions can hold together is told without a wrong "no"; the cases are asked in test_coverage_of_cases."""

from __future__ import annotations

from datetime import date

import pytest

from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.conditions import Condition, parse_condition
from yunnuo.rulebook.examples import phrase_world
from yunnuo.rulebook.possibilities import Search, all_hold, some_fails
from yunnuo.rulebook.soundness import check_soundness
from yunnuo.rulebook.subset import Text

BOOK = load_book()
DAY = date(2026, 11, 23)


def _parse(*lines: str) -> list[Condition]:
    return [parse_condition(Text(line, 1), "", BOOK.vocabulary, BOOK.parameters) for line in lines]


@pytest.mark.parametrize(
    "lines",
    [
        ("age_band is under_14", "age_band in [adult, 14_to_17]"),
        ("age_band not in [under_14, 14_to_17, at_least_14]", "age_band is not adult"),
        ("purpose in contract_purposes", "purpose in marketing_purposes"),
        ("deceased is yes", "deceased is not yes"),
        ("consent_covers is yes", "consent_covers is no"),
        ("contact_class is anonymised", "personal_information is yes"),
        ("purpose in contract_purposes", "relies_on_consent is yes"),
        ("sourced_jd is yes", "has_order is yes", "channel is sms", "channel is post"),
        ("act_at before received_at", "act_at at_least received_at"),
        ("people_affected at_least 100", "people_affected below 50"),
    ],
)
def test_impossible(lines: tuple[str, ...]) -> None:
    """Conditions that exclude each other, directly or through definitions and parameters, have no world."""
    assert Search(BOOK, DAY).find([all_hold(_parse(*lines))]) is None


@pytest.mark.parametrize(
    ("lines", "example"),
    [
        (("age_band is adult", "deceased is no"), "例：已去世：否，年龄段：成年"),
        (("age_band not in [under_14, 14_to_17, at_least_14]",), "例：年龄段：成年"),
        (("purpose in contract_purposes", "purpose is not trade"), "例：处理目的：配送"),
        (("act_at before received_at",), "例：行为时点早于收到申请的时间"),
        (("relies_on_consent is no", "contact_class is anonymised"), "例：联系方式的形态：匿名化，处理目的：订单交易"),
    ],
)
def test_possible(lines: tuple[str, ...], example: str) -> None:
    """Conditions that fit have a world, told as a handful of facts in Chinese."""
    world = Search(BOOK, DAY).find([all_hold(_parse(*lines))])

    assert world is not None
    assert example == phrase_world(world, BOOK)


def test_negation_is_the_opposite() -> None:
    """That some line of a single-line condition fails is possible exactly with the opposite line."""
    failing = some_fails(_parse("deceased is yes"))

    assert Search(BOOK, DAY).find([failing, all_hold(_parse("deceased is no"))]) is not None
    assert Search(BOOK, DAY).find([failing, all_hold(_parse("deceased is yes"))]) is None


def test_shipped_rules_matter() -> None:
    """No rule of the product is out of reach, contradicted or said twice."""
    assert [] == [str(fault) for fault in check_soundness(BOOK)]
