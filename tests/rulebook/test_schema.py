"""The JSON Schemas offer editors what the product itself accepts: no shipped file fails, and no slip passes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from yunnuo.flows.handbook import build_schema
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.subset import plain, read_subset

CASES = sorted([*SHIPPED.glob("cn/*/*.cases.yaml"), *SHIPPED.glob("platform/*/*.cases.yaml")])
ARTICLES = sorted([*SHIPPED.glob("cn/*/*.md"), *SHIPPED.glob("platform/*/*.md")])
EXAMPLE = SHIPPED.parent / "demo" / "facts.yaml"
FACTS = """\
on: 2026-11-23
facts:
  act: use
  purpose: repeated_marketing
  channel: sms
  category: [phone]
  handler: brand
  deceased: no
  age_band: adult
  consent:
  - {state: given, given_at: 2025-01-10, until: forever, purposes: [repeated_marketing], channels: all, separate: yes}
  refusal: []
  origin: [{kind: own_form, at: 2025-01-10 09:30}]
complete: [consent, refusal]
"""
CASE = """\
signed_by: none
cases:
- case: 没有同意 → 不可以
  like: order_buyer
  facts: {deceased: no, consent.state: withdrawn}
  gate: basis
  expect: not_permitted
  by: [pipl.a013.p1]
"""
RULE = """\
id: pipl.a999.p1
kind: forbids
gate: basis
zh: 不得
when:
- deceased is yes
- consent.given_at before act_at
unless:
- [purpose in contract_purposes, channel is not sms]
"""


@cache
def _validator(name: str) -> Draft202012Validator:
    schema: Any = build_schema(SHIPPED, name)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _faults(name: str, text: str) -> list[str]:
    return [error.json_path for error in _validator(name).iter_errors(plain(read_subset(text, name)))]


@pytest.mark.parametrize("file", CASES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_shipped_cases_are_valid(file: Any) -> None:
    """Every shipped case file passes the schema of case files."""
    assert [] == _faults("cases", file.read_text("utf-8"))


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_shipped_rules_are_valid(file: Any) -> None:
    """Every rule block of every shipped article passes the schema of rules."""
    blocks = re.findall(r"^```rule\n(.*?)^```", file.read_text("utf-8"), re.DOTALL | re.MULTILINE)

    assert [] == [fault for block in blocks for fault in _faults("rule", block)]


@pytest.mark.parametrize("text", [FACTS, f"- {FACTS.replace(chr(10), chr(10) + '  ')}".rstrip() + "\n"])
def test_examples_are_valid(text: str) -> None:
    """A file of facts passes, one question or a list of them."""
    assert [] == _faults("facts", text)


def test_demo_example_is_valid() -> None:
    """The example the demo hands out passes."""
    assert [] == _faults("facts", EXAMPLE.read_text("utf-8"))


def test_short_form_is_valid() -> None:
    """Facts may stand at the top of the file."""
    assert [] == _faults("facts", "purpose: trade\nchannel: sms\ndeceased: unknown\n")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("deceased: no", "deceasd: no"),
        ("deceased: no", "deceased: maybe"),
        ("age_band: adult", "age_band: [adult]"),
        ("channel: sms", "channel: smss"),
        ("category: [phone]", "category: [fone]"),
        ("on: 2026-11-23", "on: 23.11.2026"),
        ("given_at: 2025-01-10", "given_at: yesterday"),
        ("state: given", "stat: given"),
        ("refusal: []", "refusal: none"),
        ("complete: [consent, refusal]", "complete: [consents]"),
        ("facts:", "fact:"),
    ],
)
def test_wrong_facts_fail(right: str, wrong: str) -> None:
    """A wrong name, value or type in a file of facts fails."""
    assert right in FACTS
    assert _faults("facts", FACTS.replace(right, wrong, 1))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("like: order_buyer", "like: order_byer"),
        ("gate: basis", "gate: basics"),
        ("expect: not_permitted", "expect: forbidden"),
        ("by: [pipl.a013.p1]", "by: [pipl.a013.p99]"),
        ("consent.state: withdrawn", "consent.state: gone"),
        ("signed_by: none\n", ""),
        ("- case:", "- kase:"),
    ],
)
def test_wrong_cases_fail(right: str, wrong: str) -> None:
    """A wrong word in a case file fails, and the right one passes."""
    assert [] == _faults("cases", CASE)
    assert _faults("cases", CASE.replace(right, wrong, 1))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("deceased is yes", "deceasd is yes"),
        ("deceased is yes", "deceased is maybe"),
        ("deceased is yes", "deceased equals yes"),
        ("kind: forbids", "kind: requires"),
        ("kind: forbids", "kind: forbid"),
        ("gate: basis", "gate: basics"),
        ("zh: 不得", "zh: 不得\nremedy: [obtain_consnet]"),
        ("zh: 不得", "zh: 不得\nnote: 说明"),
    ],
)
def test_wrong_rules_fail(right: str, wrong: str) -> None:
    """A wrong word in a rule block fails, and the right one passes."""
    assert [] == _faults("rule", RULE)
    assert _faults("rule", RULE.replace(right, wrong, 1))


def test_facts_are_described_in_chinese() -> None:
    """Every fact and every closed value carries the Chinese name an editor shows."""
    schema: Any = build_schema(SHIPPED, "facts")
    named = [held for key, held in schema["$defs"].items() if key.startswith("fact_")]

    assert len(named) >= sum(fact.level in ("act", "person") for fact in load_book().vocabulary.facts.values())
    assert [] == [held for held in named if not re.search("[\u4e00-\u9fff]", held["description"])]
