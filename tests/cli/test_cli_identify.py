"""`identify`: any table is typed, text and JSON agree, bad files are told apart, and no cell leaves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli_desk import CANARIES, ID_NUMBER, PERSON, PHONE, call, succeed

if TYPE_CHECKING:
    from pathlib import Path

TABLE = f"昵称,手机,证件号,商品名称,留言\n{PERSON},{PHONE},{ID_NUMBER},血糖试纸,打{PHONE}\n".encode()
MEGABYTE = 1_000_000

BAD = {
    "mixed.csv": ("订单号,收件人\n1,张三\n".encode() + "2,李四\n".encode("gb18030"), "encoding"),
    "late.csv": ("订单号,收件人\n".encode() + b"1,abc\n" * 300_000 + "2,李四\n".encode("gb18030"), "encoding"),
    "nul.csv": (b"a,b\n1,2\x003\n", "binary"),
    "lie.csv": (b"PK\x03\x04" + b"x" * 99, "workbook"),
    "lie.parquet": (b"PAR1" + b"x" * 99, "binary"),
    "empty.csv": (b"", "empty"),
    "rows.json": (f'[\n {{"name": "{PERSON}", "phone": "{PHONE}"}}]'.encode(), "binary"),
    "ragged.csv": (b"a,b\n1,2,3\n", "ragged"),
    "quotes.csv": (b'a,b\n1,"2\n3,4\n', "quotes"),
    "noheader.csv": (f"{PHONE},{PHONE}\n{PHONE},{PHONE}\n".encode(), "header"),
}


def test_text_and_json(desk: Path) -> None:
    """Both name the same columns; the text gives a line to each that is personal."""
    (desk / "人.csv").write_bytes(TABLE)
    lines = succeed("identify", "人.csv", "--purpose", "重复营销").splitlines()
    held = json.loads(succeed("identify", "人.csv", "--json"))
    columns = held["files"][0]["columns"]

    assert ("yunnuo.identify/1", 5) == (held["schema"], len(columns))
    shown = [(f"{c['position']}. {c['header']}：{c['zh']}", f"{c['header']}（{c['zh']}）") for c in columns]
    assert all(any(form in "\n".join(lines) for form in forms) for forms in shown)
    assert [] == [word for word in CANARIES if word in json.dumps(held, ensure_ascii=False) + "".join(lines)]


def test_words_of_a_brand(desk: Path) -> None:
    """A brand's own words count beside the shipped ones, and its decision silences one that ships."""
    (desk / "人.csv").write_bytes(TABLE.replace("血糖试纸".encode(), "安护舒贴".encode()) + TABLE.splitlines()[1])
    (desk / "词").mkdir()
    group = "{id: our_line, zh: 本店, weight: 0.9, words: [安护舒贴]}"
    words = f"category: medical_health\nlabel: HEALTH\nzh: 医疗健康\ngroups:\n- {group}\n"
    (desk / "词" / "our.yaml").write_text(words, "utf-8")
    (desk / "决定.csv").write_text(
        "word,category,reveals,by,on,note\n血糖试纸,medical_health,no,法务岗,2026-01-05,试验\n", "utf-8"
    )

    assert "血糖试纸" in succeed("identify", "人.csv")
    told = succeed("identify", "人.csv", "--lexicon", "词", "--rulings", "决定.csv")
    assert (True, False) == ("（安护舒贴）" in told, "（血糖试纸）" in told)


def test_page(desk: Path) -> None:
    """--html writes one page for all files and says where; it does not overwrite one."""
    (desk / "a.csv").write_bytes(TABLE)
    (desk / "b.xlsx").write_bytes(TABLE)  # a name that lies about its type

    assert "报告：r.html" in succeed("identify", "a.csv", "b.xlsx", "--html", "r.html")
    page = (desk / "r.html").read_text("utf-8")
    assert ("a.csv" in page, "b.xlsx" in page) == (True, True)
    assert [] == [word for word in CANARIES if word in page]
    assert 2 == call("identify", "a.csv", "--html", "r.html").code


@pytest.mark.parametrize("name", list(BAD))
def test_bad_files(desk: Path, name: str) -> None:
    """A file that cannot be read ends with 2 and one line that names the fault and no cell."""
    data, code = BAD[name]
    (desk / name).write_bytes(data)
    left = call("identify", name, "--html", "r.html")

    assert (2, "") == (left.code, left.out)
    assert f"[identify.{code}]" in left.err
    assert [] == [word for word in CANARIES if word in left.err]
    assert not (desk / "r.html").exists()


@pytest.mark.parametrize("rows", [1, 100_000])
def test_cell_of_ten_megabytes(desk: Path, rows: int) -> None:
    """One cell of ten megabytes is read like any other, wherever it stands."""
    cell = '"' + "长" * (10 * MEGABYTE // 3) + '"'
    (desk / "长.csv").write_text("手机,备注\n" + f"{PHONE},好\n" * rows + f"{PHONE},{cell}\n", "utf-8")

    assert f"{rows + 1:,} 行" in succeed("identify", "长.csv")


def test_thousands_of_columns(desk: Path) -> None:
    """Five thousand columns are typed one by one."""
    width = 5_000
    header = ",".join(f"c{place}" for place in range(width))
    row = ",".join(PHONE if place == width - 1 else str(place % 7) for place in range(width))
    (desk / "宽.csv").write_text(f"{header}\n{row}\n{row}\n", "utf-8")
    columns = json.loads(succeed("identify", "宽.csv", "--json"))["files"][0]["columns"]

    assert (width, "phone", 1) == (len(columns), columns[-1]["kind"], sum(c["is_personal"] for c in columns))


def test_unknown_purpose(desk: Path) -> None:
    """A purpose the rulebook does not know is bad input."""
    (desk / "a.csv").write_bytes(TABLE)

    assert 2 == call("identify", "a.csv", "--purpose", "别的").code


def test_texts_get_spans(desk: Path) -> None:
    """Each line comes back with the places and kinds of what is personal in it, other keys kept, order kept."""
    lines = [json.dumps({"id": row, "text": f"第{row}单，电话1990001234{row}"}, ensure_ascii=False) for row in range(3)]
    (desk / "t.jsonl").write_text("\n".join(lines) + "\n\n", "utf-8")
    shown = [json.loads(line) for line in succeed("identify", "--texts", "t.jsonl").splitlines()]

    assert [0, 1, 2] == [entry["id"] for entry in shown]
    assert {("phone", 6, 17)} == {(s["kind"], s["start"], s["end"]) for entry in shown for s in entry["spans"]}


@pytest.mark.parametrize("line", [b"{", b'{"text": 3}', b"[]", b'{"text": "\xff"}'])
def test_bad_texts(desk: Path, line: bytes) -> None:
    """A line that is no object with a text is named by its row; so is a file that is not there, and no file at all."""
    (desk / "t.jsonl").write_bytes(b'{"text": "a"}\n' + line + b"\n")
    left = call("identify", "--texts", "t.jsonl")

    assert (2, True) == (left.code, "t.jsonl 第 2 行" in left.err)
    assert [2, 2] == [call("identify", "--texts", "none.jsonl").code, call("identify").code]


def test_kinds_are_listed(desk: Path) -> None:
    """Every kind is listed, as lines and as JSON."""
    kinds = json.loads(succeed("identify", "--kinds", "--json"))

    lines = succeed("identify", "--kinds").splitlines()

    assert desk.is_dir()
    assert [kind["id"] for kind in kinds] == [line.split("：")[0] for line in lines]
