"""What a change of the rulebook or of a reading means for the people of a workspace, as counts and nothing else."""

from __future__ import annotations

import json
import random
from itertools import count
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING, Any

import pytest
from flow_files import NOW, consent_row, make_export, stop_row, write_events

from yunnuo.demo.people import phone_number
from yunnuo.flows.impact import ImpactRequest, Side, tell_impact, weigh_impact
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace
    from yunnuo.rulebook.book import Book

HANDLER = "允诺样例"
_RNG = random.Random(23)  # noqa: S311  (invented people, not keys)
ANNA, BEN, CARA, DORA = (phone_number(_RNG) for _ in range(4))
ELEMENTS = "[handler_name, handler_contact, purposes, methods, categories, retention, rights, withdrawal]"
NOTICE = f"""\
- version: N1
  handler: {HANDLER}
  published_at: 2024-07-01
  purposes: [repeated_marketing]
  channels: [sms]
  categories: [phone]
  elements: {ELEMENTS}
  text_sha256: {"0" * 64}
"""
PASSIVE = {"pipl.a014.p1.closes", "cplr.a023.p1"}  # both say that such a consent was not given by an act
_FILES = count(1)


def _agree(key: str, manner: str) -> dict[str, str]:
    at = "2025-03-01 10:00:00"
    grounds = {"notice_version": "N1", "notice_shown_at": at, "touchpoint": "官网", "evidence": "e1", "manner": manner}
    return consent_row(key, at, **grounds)


@pytest.fixture
def ready(workspace: Workspace) -> Workspace:
    """Return a workspace with Anna who ticked, Ben who did nothing, Cara who scanned and Dora who withdrew."""
    from yunnuo.flows.events import import_events
    from yunnuo.flows.importing import import_export
    from yunnuo.flows.notices import declare_complete, publish_notices

    book, folder = load_book(), workspace.folder
    (folder / "notice.yaml").write_text(NOTICE, "utf-8")
    publish_notices(folder / "notice.yaml", book.vocabulary, now=NOW)
    for record in ("consents", "refusals", "ages", "memberships"):
        words = {"since": "2017-01-01", "through": "", "declared_by": "负责人"}
        declare_complete(book.vocabulary, record=record, purpose="", channel="", now=NOW, **words)
    ordered = parse_instant("2025-01-01")
    rows = [{"buyer_phone": f"+86{phone}", "ordered_at": ordered} for phone in (ANNA, BEN, CARA, DORA)]
    import_export(workspace, make_export(*rows, platform="youzan", origin="own_order"), now=NOW)
    events = [_agree(ANNA, "tick"), _agree(CARA, "scan"), _agree(DORA, "tick"), stop_row(DORA)]
    path = folder / f"events{next(_FILES)}.csv"
    columns = ("notice_version", "notice_shown_at", "touchpoint", "evidence")
    filled = [{**dict.fromkeys(columns, ""), **event} for event in events]
    import_events(workspace, write_events(path, *filled), book.vocabulary, now=NOW)
    return workspace


def _revise(tmp_path: Path, file: str, old: str, new: str) -> Book:
    folder = copytree(SHIPPED, tmp_path / "new_book", ignore=ignore_patterns("*.py", "__pycache__", "*.cases.yaml"))
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")
    return load_book(folder)


def _weigh(workspace: Workspace, new: Side, old: Side | None = None) -> Any:
    request = ImpactRequest("repeated_marketing", "sms", HANDLER, NOW)
    return weigh_impact(workspace, old or Side(load_book()), new, request)


def _changes(impact: Any) -> list[tuple[str, str, int]]:
    return [(change["old"], change["new"], change["contacts"]) for change in impact["changes"]]


def test_same_book_changes_nothing(ready: Workspace) -> None:
    """Under the same rulebook and readings nobody's answer changes."""
    impact = _weigh(ready, Side(load_book()))

    assert (4, {"contacts": 0, "individuals": 0}, [], []) == (
        impact["contacts"],
        impact["changed"],
        impact["changes"],
        impact["remedies"],
    )
    assert impact["old"]["outcomes"] == impact["new"]["outcomes"]
    assert 1 == impact["old"]["outcomes"]["permitted"]


def test_stricter_book_closes(ready: Workspace, tmp_path: Path) -> None:
    """When a tick no longer counts, Anna falls out for the reason the new book gives; asking again wins her back."""
    stricter = _revise(
        tmp_path,
        "parameters/affirmative_manners.yaml",
        "value: [tick, separate_tick, reply, fill_in, dial, scan_then_tap, paper_signature]",
        "value: [separate_tick]",
    )
    impact = _weigh(ready, Side(stricter))

    assert [("permitted", "not_permitted", 1)] == _changes(impact)
    assert {"contacts": 1, "individuals": 1} == impact["changed"]
    assert PASSIVE >= {reason["rule"] for reason in impact["changes"][0]["reasons"]}
    assert 1 == {row["id"]: row["recovers"] for row in impact["remedies"]}["obtain_consent"]


def test_wider_reading_opens(ready: Workspace) -> None:
    """When scanning counts as consent, Cara may be contacted, and the rule that stood in the way is named."""
    impact = _weigh(ready, Side(load_book(), {"d1": "scan_is_enough"}))

    assert [("not_permitted", "permitted", 1)] == _changes(impact)
    assert PASSIVE >= {reason["rule"] for reason in impact["changes"][0]["reasons"]}
    assert [] == impact["remedies"]


def test_nothing_is_written_and_nobody_named(ready: Workspace) -> None:
    """Weighing leaves the ledger and the workspace as they were, and the result holds no one's number."""
    from yunnuo.ledger.models import LedgerEntry

    before = (LedgerEntry.objects.count(), sorted(path.name for path in ready.folder.iterdir()))
    impact = _weigh(ready, Side(load_book(), {"d1": "scan_is_enough"}))
    told = json.dumps(impact, ensure_ascii=False) + "\n".join(tell_impact(impact))

    assert before == (LedgerEntry.objects.count(), sorted(path.name for path in ready.folder.iterdir()))
    assert [] == list((ready.imports).iterdir())
    assert [] == [phone for phone in (ANNA, BEN, CARA, DORA) if phone in told]


def test_silent_change_is_explained(ready: Workspace, tmp_path: Path) -> None:
    """Changed rules nobody feels are named, and so is the reading under which alone one of them speaks."""
    new = _revise(tmp_path, "cn/pipl/a014.md", "- consent.manner is scan\n", "- consent.manner in [scan, reply]\n")
    impact = _weigh(ready, Side(new))
    lines = tell_impact(impact)

    assert [("pipl.a014.p1.scan", "d1=scan_is_enough")] == [(row["rule"], row["unchosen"]) for row in impact["rules"]]
    assert [] == impact["changes"]
    assert [1, 1] == [sum(word in line for line in lines) for word in ("pipl.a014.p1.scan", "--old-reading d1=")]
