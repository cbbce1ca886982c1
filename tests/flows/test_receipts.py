"""A receipt tells what its record says: neither what nobody recorded, nor what is another company's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from card_desk import publish_example
from choice_desk import phone_key
from flow_files import consent_row, write_events
from notice_desk import NOW

from yunnuo.flows.receipt_words import Tongue
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.receipts import Receipt
    from yunnuo.flows.workspace import Workspace

HANDLER = "木禾食品（上海）有限公司"
FARM = "青穗农场（浙江）有限公司"
AT = "2026-11-20 10:05"


def _import(workspace: Workspace, folder: Path, *rows: dict[str, str]) -> list[Receipt]:
    """Publish the shipped notice, import the rows, and return the receipts of their owner, the latest first."""
    from yunnuo.consent.models import ConsentEvent
    from yunnuo.flows.events import import_events
    from yunnuo.flows.receipts import list_receipts

    publish_example()
    import_events(workspace, write_events(folder / "e.csv", *rows), load_book().vocabulary, now=NOW)
    held = ConsentEvent.objects.all()[0]
    return list_receipts(workspace, held.individual_id)


def _row(at: str = AT, **more: str) -> dict[str, str]:
    told = {"handler": HANDLER, "notice_version": "MH-2026-09", "notice_shown_at": "2026-11-20 10:03"}
    return consent_row(phone_key(1).value, at, **{**told, **more})


def _write(receipt: Receipt) -> tuple[str, dict[str, Any]]:
    """Return a receipt as text and as JSON-LD."""
    from yunnuo.flows.receipt_forms import write_text
    from yunnuo.flows.receipt_jsonld import write_jsonld

    tongue = Tongue(load_book().vocabulary)
    return write_text(receipt, tongue), json.loads(write_jsonld(receipt, tongue))


@pytest.mark.parametrize(
    ("cell", "line", "linked"),
    [
        ("", "", "未写明"),
        ("不提供", "提供给谁：不提供给其他处理者", "不提供给其他处理者"),
        ("青穗农场(浙江) 有限公司", f"提供给谁：{FARM}", [FARM]),
        ("某某(杭州)公司", "提供给谁：某某(杭州)公司", ["某某(杭州)公司"]),
    ],
)
def test_recipients_are_the_recorded_ones(
    workspace: Workspace, tmp_path: Path, cell: str, line: str, linked: str | list[str]
) -> None:
    """Nobody is said to get it only where that was recorded; a name is spelled as the notice does."""
    (receipt,) = _import(workspace, tmp_path, _row(recipients=cell))
    text, held = _write(receipt)

    assert [line] * bool(line) == [told for told in text.splitlines() if told.startswith("提供给谁")]
    assert linked == held["dpv:hasProcess"][0]["dpv:hasRecipient"]


@pytest.mark.parametrize(("handler", "told"), [(HANDLER, True), ("木禾食品(上海) 有限公司", True), ("别的公司", False)])
def test_contact_is_the_handlers(workspace: Workspace, tmp_path: Path, handler: str, told: bool) -> None:  # noqa: FBT001
    """How to reach the handler is told unless the notice is another company's."""
    from yunnuo.consent.models import ConsentEvent
    from yunnuo.flows.receipts import list_receipts

    (receipt,) = _import(workspace, tmp_path, _row())
    ConsentEvent.objects.update(handler=handler)
    (receipt,) = list_receipts(workspace, receipt.individual)
    text, held = _write(receipt)
    contact = held["dpv:hasDataController"]["dpv:hasContact"]

    assert [told, told] == ["处理者的联系方式" in text, "privacy@muhe.example" in contact]
    assert told or contact == "未写明"


def test_times_are_the_recorded_ones(workspace: Workspace, tmp_path: Path) -> None:
    """A notice is issued when it was published, and shown when it was shown; only a recorded end is a duration."""
    ending, open_ended = _import(
        workspace, tmp_path, _row(until="2027-01-31", at="2026-11-20 10:06"), _row(separate="是")
    )
    first, second = (_write(receipt)[1] for receipt in (open_ended, ending))

    assert "2026-09-01T00:00:00+08:00" == first["dpv:hasNotice"]["dct:issued"]
    assert "2026-11-20T10:03:00+08:00" == first["dpv:hasNotice"]["yunnuo:shown"]
    assert [None, "2027-01-31T23:59:59+08:00"] == [
        held["dpv:hasConsentStatus"][0].get("dpv:hasDuration") for held in (first, second)
    ]


def test_separate_is_told_only_when_recorded(workspace: Workspace, tmp_path: Path) -> None:
    """A consent that does not say whether it was separate is not said to be none."""
    rows = [_row(at=f"2026-11-20 10:0{place + 5}", separate=word) for place, word in enumerate(("", "否", "是"))]
    texts = [_write(receipt)[0] for receipt in _import(workspace, tmp_path, *rows)[::-1]]

    assert [False, True, True] == ["单独同意：" in text.partition("\n\n")[2] for text in texts]


def test_limited_stop_tells_its_limit(workspace: Workspace) -> None:
    """A stop of one recipient is not said to be of the purpose; one of nobody in particular names no recipient."""
    from yunnuo.consent.models import StopEvent
    from yunnuo.flows.persons import record_withdrawal
    from yunnuo.flows.receipts import list_receipts

    publish_example()
    words, told = load_book().vocabulary, {"purposes": ["repeated_marketing"], "channels": ["sms"]}
    record_withdrawal(workspace, phone_key(1), **told, vocabulary=words, recipients=[FARM], now=NOW)
    record_withdrawal(workspace, phone_key(1), (), (), words, now=NOW + 1)
    whole, limited = list_receipts(workspace, StopEvent.objects.all()[0].individual_id)
    text, held = _write(limited)

    assert text.startswith(f"撤回：提供给其他处理者 · {FARM}\n")
    assert [FARM] == held["dpv:hasProcess"][0]["dpv:hasRecipient"]
    assert "dpv:hasRecipient" not in _write(whole)[1]["dpv:hasProcess"][0]
