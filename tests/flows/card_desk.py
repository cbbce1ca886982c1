"""The shipped notice, published, and an order of cards that only has to name what a test speaks of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from notice_desk import NOW, example, read

from yunnuo.flows.card_orders import CardOrder
from yunnuo.flows.card_printing import print_cards
from yunnuo.flows.notice_publish import publish_document
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from yunnuo.flows.card_printing import Printed
    from yunnuo.flows.workspace import Workspace

BASE = "https://card.muhe.example"
ORDER = CardOrder(
    version="MH-2026-09",
    batch="2026-11-A",
    shop="木禾旗舰店",
    platform="jd",
    count=1000,
    base_url=BASE,
    purposes=("repeated_marketing",),
    despite="平台书面同意，存档 3 号",  # what JD allows has not been read
)


def publish_example(**changes: Any) -> None:
    """Publish the shipped notice; `changes` replace fields of the document."""
    document = replace(read(example()), **changes)
    publish_document(document, load_book(), now=NOW, despite="试验" if changes else "")


def print_batch(workspace: Workspace, out: Path, **changes: Any) -> Printed:
    """Print a run into a new folder named for its batch."""
    order = replace(ORDER, **changes)
    return print_cards(workspace, load_book(), order, out / f"cards-{order.batch}", now=NOW)


def token_of(done: Printed) -> str:
    """Return the token that the link of a run carries."""
    return done.link.removeprefix(f"{BASE}/q/").rstrip("/")
