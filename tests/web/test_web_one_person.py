"""What an individual is told is what a screening would decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.consent.models import Notice
from yunnuo.decide.program import compile_program
from yunnuo.demo.run import load_brand
from yunnuo.flows.facts import Campaign, build_facts
from yunnuo.flows.one_person import answer_person
from yunnuo.flows.screening import ScreenRequest, act_facts
from yunnuo.flows.signatures import sign_subjects
from yunnuo.flows.snapshot import take_snapshot
from yunnuo.flows.workspace import open_scratch
from yunnuo.rulebook.book import load_book
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = parse_instant("2026-11-23T12:00:00+08:00")
PURPOSE = "repeated_marketing"
PEOPLE = 4  # of each outcome


def _screen(folder: Path, channel: str) -> tuple[dict[int, str], dict[int, int]]:
    """Return the outcome of every contact point of a brand as a screening decides it, and whose it is."""
    from yunnuo.flows.workspace import open_workspace

    book, workspace = load_book(), open_workspace(folder)
    handler = Notice.objects.values_list("handler", flat=True)[0]
    request = ScreenRequest((), PURPOSE, channel, handler, NOW, folder)
    program = compile_program(book, request.day, act_facts(book, request, tells=False))
    with open_scratch(workspace) as scratch:
        take_snapshot(workspace, scratch, day=request.day)
        scratch.execute("CREATE TABLE audience AS SELECT individual_id FROM snap_individual")
        campaign = Campaign(PURPOSE, channel, handler, request.act_at, request.ends_by)
        build_facts(scratch, campaign, book.vocabulary)
        signatures = {item.number: item for item in sign_subjects(scratch, program, book.vocabulary)}
        signed = dict(scratch.execute("SELECT subject_id, signature FROM signed").fetchall())
        owners = dict(scratch.execute("SELECT subject_id, individual_id FROM subject").fetchall())
    return {contact: str(signatures[number].decision.outcome) for contact, number in signed.items()}, owners


def test_one_is_told_what_many_get(fresh_database: Callable[[], None], tmp_path: Path) -> None:
    """For people of every outcome a screening gives, on two channels, the page tells the same."""
    fresh_database()
    run = load_brand(tmp_path / "brand", load_book(), now=NOW, orders=400, progress=lambda *_: None)
    for channel in ("sms", "wecom"):
        decided, owners = _screen(tmp_path / "brand", channel)
        handler = Notice.objects.values_list("handler", flat=True)[0]
        outcomes = set(decided.values())
        chosen = [[point for point, held in decided.items() if held == outcome][:PEOPLE] for outcome in outcomes]
        asked = {owners[point] for points in chosen for point in points}
        told = {
            answer.contact: str(answer.outcome)
            for who in asked
            for answer in answer_person(
                run.workspace, load_book(), who, purpose=PURPOSE, channel=channel, handler=handler, now=NOW
            )
        }

        assert {contact: decided[contact] for contact, who in owners.items() if who in asked} == told
        assert outcomes == set(told.values())
