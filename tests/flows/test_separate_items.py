"""Telling which separate sentences somebody's records are about, without opening a notice more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from card_desk import publish_example
from choice_desk import phone_key
from notice_desk import NOW

from yunnuo.flows.choices import record_choices, show_notice
from yunnuo.flows.offers import list_offers, list_pairs, read_choices, refuse_offers

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from yunnuo.flows.workspace import Workspace

SECOND = 1_000_000


def _decide(workspace: Workspace, times: int) -> int:
    """Let somebody agree to each separate sentence of the shipped notice this often, refuse once; return who."""
    from yunnuo.flows.separate_items import find_document

    document = find_document("MH-2026-09")
    assert document is not None
    offers = list_offers(document)
    apart = [offer.id for offer in offers if offer.apart]
    who = 0
    for number in range(times):
        at = NOW + number * 10 * SECOND
        visit = show_notice(version="MH-2026-09", page="full", touchpoint="web_form", asked=list_pairs(offers), now=at)
        choices = read_choices(offers, apart) if number else refuse_offers(offers)
        done = record_choices(workspace, phone_key(1), choices, visit=visit, now=at + SECOND)
        who = done[0].individual
    return who


def test_a_notice_is_opened_once(workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """However often somebody agreed apart on one notice, their page asks the database as often as for one agreement."""
    from yunnuo.flows.separate_standing import read_separate
    from yunnuo.flows.standing import read_standing

    publish_example()
    who = _decide(workspace, 5)

    later = NOW + 3600 * SECOND
    with django_assert_num_queries(6):  # a display for each box that was refused apart
        apart = read_separate(workspace, who, now=later)
    with django_assert_num_queries(4):
        read_standing(workspace, who, now=later)
    assert ["given"] * len(apart) == [item.state for item in apart]


def test_recipients_are_kept_one_way() -> None:
    """A recipient is folded and joined the same whether it comes from a notice, an event file or a page."""
    from yunnuo.consent.cells import fold_names, join_names

    assert "abc公司;青穗农场;" == join_names(["ＡＢＣ 公司", "青穗农场"]) == fold_names("青穗农场、abc公司", "不提供")
    assert join_names(["ＡＢＣ 公司"]) == join_names(["abc公司"])
