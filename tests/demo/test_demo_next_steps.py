"""What the demo tells a newcomer to try: commands that exist, with everything they read lying in the brand's folder."""

from __future__ import annotations

import re
import shlex
from datetime import date

import pyarrow.parquet as pq
import pytest
import typer

from yunnuo.cli.main import app
from yunnuo.demo.brand import BrandFiles, build_brand
from yunnuo.demo.show import next_steps
from yunnuo.flows.answers import answer_text
from yunnuo.rulebook.book import load_book
from yunnuo.terms.outcomes import Outcome

TODAY = date(2026, 11, 23)
THEN = date(2022, 10, 14)
COMMANDS = [step.command for _who, steps in next_steps("a brand", "my space") for step in steps]


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> BrandFiles:
    """Return a brand of 400 orders."""
    return build_brand(tmp_path_factory.mktemp("brand"), orders=400, today=TODAY)


def test_three_each() -> None:
    """Each kind of user gets three commands of the product, with the folders filled in and quoted for a shell."""
    steps = next_steps("a brand", "my space")
    assert [3] * 6 == [len(three) for _who, three in steps]
    assert all(command.startswith("yunnuo ") and "{" not in command for command in COMMANDS)
    assert not [command for command in COMMANDS if re.search(r"(?<!')(a brand|my space)", command)]


@pytest.mark.parametrize("command", COMMANDS)
def test_command_exists(command: str) -> None:
    """The command line knows the command and takes every word of it."""
    words = shlex.split(command.partition("<")[0])[1:]
    group = typer.main.get_command(app)
    context = group.make_context("yunnuo", words)
    while isinstance(group, typer.core.TyperGroup):
        _name, found, words = group.resolve_command(context, words)
        assert found is not None
        group, context = found, found.make_context("step", list(words), parent=context)
    assert not context.args


def test_files_lie_there(brand: BrandFiles) -> None:
    """Every file of the brand that a command reads is written with it."""
    named = {word for command in COMMANDS for word in shlex.split(command) if word.startswith("a brand/")}
    assert not [word for word in named if not (brand.folder / word.removeprefix("a brand/")).is_file()]
    assert named


def test_sample_may_be_sent(brand: BrandFiles) -> None:
    """The sample phone is an invented one whose owner may be sent marketing today, so that withdrawing shows."""
    number = brand.sample.read_text("utf-8").strip()
    rows = [row for row in pq.read_table(brand.truth).to_pylist() if row["contact"] == number]
    assert re.fullmatch(r"19900\d{6}", number)
    assert {"permitted"} == {row["outcome"] for row in rows if (row["channel"], row["day"]) == ("sms", TODAY)}


def test_facts_turn(brand: BrandFiles) -> None:
    """The sample facts are permitted as of 2022-10-14 and no longer today."""
    text, book = brand.facts.read_text("utf-8"), load_book()
    days = {day: answer_text(book, text, brand.facts.name, today=TODAY, on=day, readings={}) for day in (THEN, TODAY)}
    outcomes = {day: answers[0].decision.outcome for day, answers in days.items()}
    assert {THEN: Outcome.PERMITTED, TODAY: Outcome.NOT_PERMITTED} == outcomes
