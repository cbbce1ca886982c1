"""What a file gives away about everybody in it reaches the answer: nobody is contacted because nobody looked."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from flow_files import NOW, write_orders
from test_no_wrong_may import ANNA, BOOK, HANDLER, _agree, _declare, _publish, _tell

from yunnuo.flows.clue_search import find_clues
from yunnuo.identify.export import open_export

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.facts import Value

TELLING, PLAIN = "阿莫西林胶囊 0.25g*24粒 处方药", "纯棉毛巾 三条装"


def _ask(workspace: Workspace, goods: list[str], given: Mapping[str, Value] | None = None) -> dict[str, Any]:
    """Return the summary of a screening of Anna's orders of these goods; she agreed to messages."""
    from yunnuo.flows.screen import run_screen
    from yunnuo.flows.screening import ScreenRequest

    folder = workspace.folder
    rows = "".join(f"A{n},{ANNA},2025-01-01 10:00,{title}\n" for n, title in enumerate(goods))
    shutil.rmtree(folder / "out", ignore_errors=True)
    request = ScreenRequest(
        purpose="repeated_marketing",
        channel="sms",
        handler=HANDLER,
        now=NOW,
        **write_orders(folder, rows, "商品名称"),
        given=given or {},
    )
    run_screen(workspace, BOOK, request, lambda *_: None)
    summary: dict[str, Any] = json.loads((folder / "out" / "summary.json").read_text("utf-8"))
    return summary


def _outcome(summary: Mapping[str, Any]) -> str:
    outcomes: dict[str, int] = summary["outcomes"]["overall"]
    return next(name for name, count in outcomes.items() if count)


SQLITE = pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)  # files, not records


@pytest.fixture
def ready(workspace: Workspace) -> Workspace:
    """Return a workspace in which Anna agreed to be written to."""
    _publish(workspace.folder)
    _declare()
    _tell(workspace, _agree())
    return workspace


@SQLITE
@pytest.mark.parametrize(
    ("goods", "given", "outcome"),
    [
        ([PLAIN] * 4, {}, "permitted"),
        ([TELLING, *[PLAIN] * 4], {}, "permitted"),
        ([TELLING] * 2 + [PLAIN] * 2, {}, "permitted"),
        ([TELLING] * 3 + [PLAIN], {}, "undetermined"),
        ([TELLING] * 3 + [PLAIN], {"sensitive": False}, "permitted"),
        ([TELLING] * 3 + [PLAIN], {"sensitive": True}, "undetermined"),
    ],
)
def test_list_that_tells(ready: Workspace, goods: list[str], given: dict[str, Value], outcome: str) -> None:
    """A file whose rows mostly show medicine is not taken for harmless; whoever looked at it may say so."""
    assert outcome == _outcome(_ask(ready, goods, given))


@SQLITE
def test_clues_are_told(ready: Workspace) -> None:
    """The summary names file, column, category and words, and asks who chose the list; no cell is in it."""
    summary = _ask(ready, [TELLING, *[PLAIN] * 4])
    (clue,) = summary["clues"]
    warning = next(text for text in summary["warnings"] if "商品名称" in text)

    (spot,) = clue["spots"]
    assert ("orders.csv", "商品名称") == (spot["file"], spot["header"])
    assert (0.2, False) == (clue["share"], clue["whole_list"])
    assert "sensitive" in warning
    assert TELLING not in json.dumps(summary, ensure_ascii=False)


def _find(tmp_path: Path, *files: tuple[str, Sequence[tuple[str, ...]]]) -> dict[str, float]:
    """Return the share of each category that files of a header and rows give away."""
    with ExitStack() as stack:
        exports = []
        for number, (header, rows) in enumerate(files):
            folder = tmp_path / str(number)
            folder.mkdir()
            lines = [f"单号,手机,{header}", *(f"A{n},{ANNA},{','.join(row)}" for n, row in enumerate(rows))]
            (folder / "订单.csv").write_text("\n".join(lines) + "\n", "utf-8")
            (folder / "map.yaml").write_text(MAP, "utf-8")
            opened = open_export(folder / "订单.csv", mapping=folder / "map.yaml", scratch=tmp_path / "scratch")
            exports.append(stack.enter_context(opened))
        return {clue.category: clue.share for clue in find_clues(exports, duckdb.connect())}


MAP = "platform: youzan\nkind: order\norigin: own_order\ncolumns: {order_id: 单号, buyer_phone: 手机}\n"
HEALTH = "medical_health"


@pytest.mark.parametrize("header", ["商品名称", "商品规格", "品名", "产品", "备注", "下单网点", "卖的东西"])
def test_column_is_found(tmp_path: Path, header: str) -> None:
    """Goods, sizes, remarks, stores and columns nothing is known about are all looked at."""
    told = "仁爱男科医院门店" if header == "下单网点" else TELLING

    assert 1.0 == _find(tmp_path, (header, [(told,)] * 3))[HEALTH]


def test_every_text_counts(tmp_path: Path) -> None:
    """Thousands of different titles are as telling as one that repeats."""
    assert 1.0 == _find(tmp_path, ("商品名称", [(f"布洛芬缓释胶囊 规格{n}",) for n in range(5_000)]))[HEALTH]


def test_columns_add_up(tmp_path: Path) -> None:
    """A row tells by whichever column; a row that says nothing at all is like the others."""
    rows = [(TELLING, "")] * 4 + [(PLAIN, "刚做完化疗，请轻放")] * 3 + [(PLAIN, "")] * 3 + [("", "")] * 10

    assert 0.7 == pytest.approx(_find(tmp_path, ("商品名称,买家备注", rows))[HEALTH])


def test_files_of_one_name(tmp_path: Path) -> None:
    """Two files of the same name are two files, each with its own weight."""
    told, plain = ("商品名称", [(TELLING,)] * 6), ("商品名称", [(PLAIN,)] * 2)

    assert 0.75 == _find(tmp_path, told, plain)[HEALTH]
    (tmp_path / "again").mkdir()
    assert 1.0 == _find(tmp_path / "again", told, told)[HEALTH]


@SQLITE
def test_missing_is_named(ready: Workspace) -> None:
    """What stands open is named as the fact somebody has to state."""
    summary = _ask(ready, [TELLING] * 2)

    assert "sensitive" in [item["fact"] for item in summary["missing"]]
