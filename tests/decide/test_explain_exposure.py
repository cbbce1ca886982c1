"""What a breach may bring: every rule that can be broken has it, each consequence once, kinds apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from explain_cases import situations

from yunnuo.decide.contested import list_choices
from yunnuo.decide.exposure import KINDS, exposed_rules, sum_exposure
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.errors import RulebookError
from yunnuo.rulebook.exposures import BREACHED, EXPOSURE_KINDS, read_exposures
from yunnuo.rulebook.subset import as_mapping, read_subset
from yunnuo.terms.outcomes import Outcome

BARE = {"gb35273", "ai_label"}  # a recommended standard and a labelling rule: no sanction of their own is known
FILE = Path("law.yaml").name


def test_kinds_are_the_same() -> None:
    """The kinds that are read are the kinds that are told."""
    assert set(EXPOSURE_KINDS) == set(KINDS)


def test_every_breach_has_a_consequence() -> None:
    """Every rule that can be broken states what a breach may bring, or its law does."""
    book = load_book()
    silent = {
        article.law.id
        for article in book.articles
        for rule in article.rules
        if rule.kind in BREACHED and not rule.exposures
    }

    assert silent <= BARE


def test_permissions_threaten_nobody() -> None:
    """What only permits or defines inherits no consequence."""
    rules = [rule for article in load_book().articles for rule in article.rules if rule.kind not in BREACHED]

    assert [] == [rule.id for rule in rules if rule.exposures]


@pytest.mark.parametrize("name", sorted(situations()))
def test_each_consequence_once(name: str) -> None:
    """No consequence stands twice, kinds follow each other, and every rule that decided stands behind its own."""
    trace = situations()[name]
    rules = exposed_rules(trace)
    risks = sum_exposure(rules)
    told = [(risk.kind, risk.authority, risk.sanction) for risk in risks]

    assert len(told) == len(set(told))
    order = [list(KINDS).index(risk.kind) for risk in risks]
    assert sorted(order) == order
    behind = {rule_id for risk in risks for rule_id in risk.rules}
    assert behind == {rule.id for rule in rules if rule.exposures}


def test_contract_stays_apart() -> None:
    """A platform's penalty stands only behind platform rules."""
    trace = situations()["platform_order"]
    contract = [risk for risk in sum_exposure(exposed_rules(trace)) if risk.kind == "contract"]

    assert contract
    assert all(trace.rule(rule_id).force == "contract" for risk in contract for rule_id in risk.rules)


@pytest.mark.parametrize(
    "text",
    [
        "exposure: [{kind: moral, authority: 甲, sanction: 乙}]",
        "exposure: [{kind: civil, authority: 甲}]",
        "exposure: 罚款",
    ],
)
def test_faulty_exposure(text: str) -> None:
    """A consequence of no known kind, without a sanction, or that is no list is a fault with its line."""
    with pytest.raises(RulebookError):
        read_exposures(as_mapping(read_subset(text, FILE), FILE, "law"), FILE)


def test_contested_points_tried() -> None:
    """A contested point that turns the answer says so; one that cannot bear on the question is left out."""
    turned = {choice.point: choice for choice in list_choices(situations()["scan_only"])}

    assert [Outcome.PERMITTED] == [outcome for _, _, outcome in turned["d1"].others]
    assert ("separate_tap", False) == (turned["d1"].option, turned["d1"].chosen)
    assert "d2" not in turned
    chosen = {choice.point: choice for choice in list_choices(situations()["scan_enough"])}
    assert ("scan_is_enough", True) == (chosen["d1"].option, chosen["d1"].chosen)
