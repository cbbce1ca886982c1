"""Printing a lost batch of parcel cards again: the same cards and the same batch, under the rules of the day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from card_desk import BASE, ORDER, print_batch, publish_example, token_of
from notice_desk import NOW

from yunnuo.flows.card_reprinting import Reprint, reprint_cards
from yunnuo.flows.errors import CardRefused
from yunnuo.protect.errors import TokenError
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError, RefusedError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from yunnuo.flows.card_printing import Printed
    from yunnuo.flows.workspace import Workspace

DAY = 24 * 3600 * 1_000_000
AGAIN = Reprint(ORDER.batch, "送印途中丢失", despite=ORDER.despite)

pytestmark = pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)


def _reprint(workspace: Workspace, out: Path, *, now: int = NOW + DAY, **changes: Any) -> Printed:
    return reprint_cards(workspace, load_book(), replace(AGAIN, **changes), out / "again", now=now)


def _read_told(kind: str) -> list[dict[str, Any]]:
    from yunnuo.ledger.journal import read_content
    from yunnuo.ledger.models import LedgerEntry

    held = LedgerEntry.objects.filter(kind=kind).order_by("seq").values_list("content", flat=True)
    return [read_content(bytes(content or b""))["body"] for content in held]


def test_a_batch_is_printed_once(workspace: Workspace, tmp_path: Path) -> None:
    """A first run under a name already used would make its counts worthless; it is refused, and told of reprinting."""
    publish_example()
    print_batch(workspace, tmp_path)

    with pytest.raises(InputError, match=r"notice reprint") as caught:
        print_batch(workspace, tmp_path / "again")
    assert "card.batch_taken" == caught.value.code


def test_the_same_cards_come_out(workspace: Workspace, tmp_path: Path) -> None:
    """A reprint carries the same code and look, counts as the same batch, and stands in the ledger with its reason."""
    from yunnuo.consent.models import CardBatch
    from yunnuo.flows.cards import count_batches, open_card
    from yunnuo.flows.projection import check_projection
    from yunnuo.ledger.checking import Findings

    publish_example()
    first = print_batch(workspace, tmp_path, colour="#7A1F3D", per_page=4)
    done = _reprint(workspace, tmp_path, count=200)

    findings = Findings()
    check_projection(findings)
    (batch,) = count_batches()
    (told,) = _read_told("card.reprinted")
    assert [] == findings.lines
    assert (first.link, True, True, 4, 50) == (done.link, done.again, done.alike, done.per_page, done.copies)
    assert {name: first.files[name] for name in ("card.svg", "card.png")} == {
        name: done.files[name] for name in ("card.svg", "card.png")
    }
    assert ORDER.batch == open_card(workspace, token_of(done)).batch
    assert (1, 1000, 200) == (CardBatch.objects.count(), batch.printed, batch.reprinted)
    assert ("2026-11-A", 200, "送印途中丢失", "undetermined") == (
        *(told["batch"], told["printed"], told["reason"]),
        told["gates"]["platform"],
    )


def test_new_keys_make_no_new_code(workspace: Workspace, tmp_path: Path) -> None:
    """After a rotation of the keys the reprinted code is still the one that was printed."""
    from yunnuo.protect.keys import rotate_keyring

    publish_example()
    first = print_batch(workspace, tmp_path)
    rotated = replace(workspace, ring=rotate_keyring(workspace.keys))

    assert first.link == _reprint(rotated, tmp_path).link


def test_the_gate_is_asked_anew(workspace: Workspace, tmp_path: Path) -> None:
    """The reason that opened the first run opens no second one: the platform is asked again, and nothing is written."""
    publish_example()
    print_batch(workspace, tmp_path)
    with pytest.raises(CardRefused, match="无法判断"):
        _reprint(workspace, tmp_path, despite="")

    assert ([], False) == (_read_told("card.reprinted"), (tmp_path / "again").exists())


def test_terms_of_the_day(workspace: Workspace, tmp_path: Path) -> None:
    """Terms that came after the first run are told of the second: what was unread then is forbidden now."""
    from yunnuo.flows.card_gates import ask_platform
    from yunnuo.terms.instant import legal_day, parse_instant

    early = parse_instant("2022-01-05T12:00:00+08:00")
    book, pairs = load_book(), [("repeated_marketing", "sms")]
    before, after = (
        ask_platform(book, "douyin", "店", pairs, on=legal_day(at), readings={}).outcome for at in (early, NOW)
    )
    publish_example()
    print_batch(workspace, tmp_path, platform="抖音")
    done = _reprint(workspace, tmp_path, despite="平台书面同意，存档 9 号")

    assert ("undetermined", "not_permitted") == (before, after)
    assert ("not_permitted", "平台书面同意，存档 9 号") == (done.platform.outcome, done.despite)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"batch": "没有的批次"}, "card.unknown"),
        ({"reason": " "}, "card.reason"),
        ({"reason": "长" * 201}, "card.reason"),
        ({"reason": "问 a@b.example"}, "words.personal"),
        ({"count": 0}, "card.count"),
        ({"base_url": "https://other.example"}, "card.base_url"),
        ({"colour": "#123456"}, "card.colour"),
    ],
)
def test_what_is_not_reprinted(workspace: Workspace, tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    """An unknown batch, a missing or personal reason, or another look than the first is refused; nothing is written."""
    publish_example()
    print_batch(workspace, tmp_path)
    with pytest.raises((InputError, RefusedError)) as caught:
        _reprint(workspace, tmp_path, **changes)

    assert code == caught.value.code
    assert ([], False) == (_read_told("card.reprinted"), (tmp_path / "again").exists())


def test_a_batch_of_an_earlier_release(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the ledger kept no address it is asked for, and nobody claims that the card looks the same."""
    from yunnuo.flows import card_reprinting

    publish_example()
    first = print_batch(workspace, tmp_path)
    monkeypatch.setattr(card_reprinting, "_read_first", lambda _row: {})
    with pytest.raises(InputError, match="早先的版本"):
        _reprint(workspace, tmp_path)

    done = _reprint(workspace, tmp_path, base_url=BASE, colour=ORDER.colour)
    assert (first.link, None) == (done.link, done.alike)


def test_an_altered_batch(workspace: Workspace, tmp_path: Path) -> None:
    """A batch whose row was changed behind the ledger's back is not printed again: its cards would lead nowhere."""
    from yunnuo.consent.models import CardBatch

    publish_example()
    print_batch(workspace, tmp_path)
    CardBatch.objects.update(shop="别的店")

    with pytest.raises(TokenError):
        _reprint(workspace, tmp_path)
