"""`duties facts` writes a form and never over one; `duties check` ends with 1 while anything is open or unknown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cli_desk import call, refuse, succeed

from yunnuo.flows import selfcheck
from yunnuo.flows.selfcheck import SelfCheck

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ON = ("--on", "2026-09-21")


def test_from_nothing_to_a_check(tmp_path: Path) -> None:
    """Two commands lead to a filled self-check, and a filled form survives a second writing."""
    form = tmp_path / "自查.yaml"
    assert "待填" in succeed("duties", "facts", "--out", form, *ON)
    filled = form.read_text("utf-8").replace(" internal_rules: unknown", " internal_rules: yes")
    form.write_text(filled, "utf-8")

    refuse("duties", "facts", "--out", form, *ON)
    checked = call("duties", "check", "--facts", form, *ON)

    assert filled == form.read_text("utf-8")
    assert (1, "") == (checked.code, checked.err)
    assert "✓ 做到 1　" in checked.out


def test_nothing_stated_is_nothing_done() -> None:
    """Without facts nothing is met or open, in text and as JSON, and the text says where to begin."""
    done = call("duties", "check", *ON)
    shape = json.loads(call("duties", "check", "--json", *ON).out)

    assert 1 == done.code
    assert "yunnuo duties facts" in done.out
    assert ("yunnuo.duties.check/1", "2026-09-21", 0) == (shape["schema"], shape["on"], shape["facts_stated"])
    assert (0, 0) == (shape["counts"]["met"], shape["counts"]["open"])


def test_settled_ends_with_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check with nothing open and nothing unknown ends with 0; a day before any duty has none."""
    assert 0 == call("duties", "check", "--on", "2000-01-01").code

    monkeypatch.setattr(SelfCheck, "clean", property(lambda _: True))
    assert 0 == call("duties", "check", *ON).code
    assert selfcheck.SCHEMA in call("duties", "check", "--json", *ON).out


def test_open_shows_only_what_presses() -> None:
    """`--open` leaves out what is met and what does not apply."""
    form = "facts: {internal_rules: yes, overseas_handler: no}"
    whole = call("duties", "check", "--facts", "-", *ON, stdin=form).out
    short = call("duties", "check", "--facts", "-", "--open", *ON, stdin=form).out

    assert "✓ 做到　制定并施行" in whole
    assert "[pipl.a051.i1]" not in short
    assert "O122 " not in short
    assert "O115 " in short


def test_bad_input_ends_with_two(tmp_path: Path) -> None:
    """A file that cannot be read, a wrong line and a day that does not exist end with 2; no value is quoted."""
    assert "duties.file" in refuse("duties", "check", "--facts", tmp_path / "none.yaml")
    assert "duties.facts" in refuse("duties", "check", "--facts", "-", stdin="facts: {headcount: 19900099998x}")
    refuse("duties", "check", "--on", "2026-02-30")
