"""What a file gives away about everybody in it reaches the answer: nobody is contacted because nobody looked."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from flow_files import NOW
from test_no_wrong_may import ANNA, BOOK, HANDLER, _agree, _declare, _publish, _tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.facts import Value

pytestmark = pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)  # files, not records

TELLING, PLAIN = "阿莫西林胶囊 0.25g*24粒 处方药", "纯棉毛巾 三条装"


def _ask(workspace: Workspace, goods: list[str], given: Mapping[str, Value] | None = None) -> dict[str, Any]:
    """Return the summary of a screening of Anna's orders of these goods; she agreed to messages."""
    from yunnuo.flows.screen import run_screen
    from yunnuo.flows.screening import ScreenRequest

    folder = workspace.folder
    rows = "".join(f"A{n},{ANNA},2025-01-01 10:00,{title}\n" for n, title in enumerate(goods))
    (folder / "orders.csv").write_text(f"单号,手机,时间,商品名称\n{rows}", "utf-8")
    columns = "columns: {order_id: 单号, buyer_phone: 手机, ordered_at: 时间}"
    (folder / "map.yaml").write_text(f"platform: youzan\nkind: order\norigin: own_order\n{columns}\n", "utf-8")
    shutil.rmtree(folder / "out", ignore_errors=True)
    request = ScreenRequest(
        files=(folder / "orders.csv",),
        purpose="repeated_marketing",
        channel="sms",
        handler=HANDLER,
        now=NOW,
        out=folder / "out",
        mapping=folder / "map.yaml",
        given=given or {},
    )
    run_screen(workspace, BOOK, request, lambda *_: None)
    summary: dict[str, Any] = json.loads((folder / "out" / "summary.json").read_text("utf-8"))
    return summary


def _outcome(summary: Mapping[str, Any]) -> str:
    outcomes: dict[str, int] = summary["outcomes"]["overall"]
    return next(name for name, count in outcomes.items() if count)


@pytest.fixture
def ready(workspace: Workspace) -> Workspace:
    """Return a workspace in which Anna agreed to be written to."""
    _publish(workspace.folder)
    _declare()
    _tell(workspace, _agree())
    return workspace


@pytest.mark.parametrize(
    ("goods", "given", "outcome"),
    [
        ([PLAIN] * 4, {}, "permitted"),
        ([TELLING, *[PLAIN] * 4], {}, "permitted"),
        ([TELLING] * 3 + [PLAIN], {}, "undetermined"),
        ([TELLING] * 3 + [PLAIN], {"sensitive": False}, "permitted"),
        ([TELLING] * 3 + [PLAIN], {"sensitive": True}, "undetermined"),
    ],
)
def test_list_that_tells(ready: Workspace, goods: list[str], given: dict[str, Value], outcome: str) -> None:
    """A file whose rows mostly show medicine is not taken for harmless; whoever looked at it may say so."""
    assert outcome == _outcome(_ask(ready, goods, given))


def test_clues_are_told(ready: Workspace) -> None:
    """The summary names file, column, category and words, and asks who chose the list; no cell is in it."""
    summary = _ask(ready, [TELLING, *[PLAIN] * 4])
    (clue,) = summary["clues"]
    warning = next(text for text in summary["warnings"] if "商品名称" in text)

    (place,) = clue["places"]
    assert ("orders.csv", "商品名称") == (place["file"], place["header"])
    assert (0.2, False) == (clue["share"], clue["whole_list"])
    assert "sensitive" in warning
    assert TELLING not in json.dumps(summary, ensure_ascii=False)


def test_missing_is_named(ready: Workspace) -> None:
    """What stands open is named as the fact somebody has to state."""
    summary = _ask(ready, [TELLING] * 2)

    assert "sensitive" in [item["fact"] for item in summary["missing"]]
