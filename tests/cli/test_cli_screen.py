"""What `screen` leaves: the list and nothing but the list, files that agree with each other, the same answer twice."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
from cli_desk import SMS, succeed

ROOT = Path(__file__).resolve().parents[2]
FILES = {"permitted.csv", "decisions.parquet", "summary.json", "report.html", "certificate.json", "records.jsonl"}
SHOPS = ("--shop", "jd=允诺样例京东旗舰店", "--shop", "taobao_tmall=允诺样例旗舰店")
DECISIONS = [
    *("individual", "contact", "contact_kind", "contact_class"),
    *("overall", "law", "contract", "rules", "missing", "signature"),
]


def screen(brand: Path, out: str, *more: object, orders: str = "youzan_orders.csv") -> Path:
    """Screen one order file of the brand for SMS marketing; return the folder of results."""
    succeed("screen", brand / "files" / "orders" / orders, *SMS, *more, "--out", out, "--workspace", brand)
    return brand.parent / out


def read_json(file: Path) -> Any:
    """Return the content of a JSON file."""
    return json.loads(file.read_text("utf-8"))


def read_decisions(out: Path) -> list[tuple[object, ...]]:
    """Return every decision of a screening, in order."""
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM '{out / 'decisions.parquet'}' ORDER BY ALL").fetchall()


def test_results(brand: Path) -> None:
    """Six files, in a folder only its owner may enter."""
    out = screen(brand, "结果")

    assert FILES == {path.name for path in out.iterdir()}
    assert 0o700 == out.stat().st_mode & 0o777


def test_permitted_list(brand: Path) -> None:
    """The list opens in Excel, holds the phone alone, each once, and is as long as the answer says."""
    out = screen(brand, "结果")
    content = (out / "permitted.csv").read_bytes()
    header, *rows = csv.reader(content.decode("utf-8-sig").splitlines())

    assert content.startswith(b"\xef\xbb\xbf")
    assert ["phone"] == header
    assert (
        len(rows)
        == len({tuple(row) for row in rows})
        == read_json(out / "summary.json")["outcomes"]["overall"]["permitted"]
    )
    assert len(rows) > 0


def test_certificate(brand: Path) -> None:
    """The certificate names the hash of every input and of every other output."""
    out = screen(brand, "结果")
    certificate = read_json(out / "certificate.json")
    inputs = {item["name"]: item["sha256"] for item in certificate["inputs"]}
    outputs = {item["name"]: (item["sha256"], item["bytes"]) for item in certificate["outputs"]}
    held = {path.name: path.read_bytes() for path in out.iterdir() if path.name != "certificate.json"}

    assert inputs == {
        "youzan_orders.csv": hashlib.sha256((brand / "files/orders/youzan_orders.csv").read_bytes()).hexdigest()
    }
    assert outputs == {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in held.items()}


def test_decisions_agree(brand: Path) -> None:
    """The decisions add up to the summary, under ids that are nobody's number, in the documented columns."""
    out = screen(brand, "结果")
    summary = read_json(out / "summary.json")
    with duckdb.connect() as connection:
        relation = connection.sql(f"SELECT * FROM '{out / 'decisions.parquet'}'")
        columns = relation.columns
        counted = dict(connection.sql("SELECT overall, count(*) FROM relation GROUP BY ALL").fetchall())
    page = (out / "report.html").read_text("utf-8")

    assert columns == DECISIONS
    assert counted == {name: count for name, count in summary["outcomes"]["overall"].items() if count}
    assert [] == [n for n in summary["outcomes"]["overall"].values() if f"{n:,}" not in page]
    assert summary["outcomes"] == read_json(out / "certificate.json")["outcomes"]


def test_printed_json(brand: Path) -> None:
    """`--json` prints what summary.json holds."""
    file = brand / "files" / "orders" / "youzan_orders.csv"
    printed = succeed("screen", file, *SMS, "--json", "--out", "结果", "--workspace", brand)

    assert json.loads(printed) == read_json(brand.parent / "结果" / "summary.json")


def test_twice(brand: Path) -> None:
    """Screening twice decides the same of the same people."""
    first, second = screen(brand, "一"), screen(brand, "二")

    assert read_decisions(first) == read_decisions(second)
    assert (first / "permitted.csv").read_bytes() == (second / "permitted.csv").read_bytes()


def test_same_file_twice(brand: Path) -> None:
    """A file named twice decides nothing twice."""
    once = screen(brand, "一")
    file = brand / "files" / "orders" / "youzan_orders.csv"
    succeed("screen", file, file, *SMS, "--out", "二", "--workspace", brand)

    assert read_decisions(once) == read_decisions(brand.parent / "二")


def test_another_day(brand: Path) -> None:
    """A list is for today: the law of another day gives decisions, and says why no list."""
    out = screen(brand, "结果", "--on", "2022-10-14")

    assert FILES - {"permitted.csv"} == {path.name for path in out.iterdir()}
    assert "2022-10-14" == read_json(out / "certificate.json")["on"]


def test_entrusted(brand: Path) -> None:
    """For an entrusted party there are decisions only; a file for others is a release."""
    out = screen(brand, "结果", "--entrusted", "某短信公司")

    assert FILES - {"permitted.csv"} == {path.name for path in out.iterdir()}
    assert "某短信公司" == read_json(out / "certificate.json")["entrusted"]


def test_words_in_chinese(brand: Path) -> None:
    """Purpose and channel may be said in Chinese."""
    file = brand / "files" / "orders" / "youzan_orders.csv"
    words = ("--purpose", "重复营销", "--channel", "短信", "--out", "二", "--workspace", brand)
    succeed("screen", file, *words)

    assert read_decisions(screen(brand, "一")) == read_decisions(brand.parent / "二")


def test_empty_folder(brand: Path) -> None:
    """An empty folder may be the output."""
    (brand.parent / "结果").mkdir()

    assert FILES == {path.name for path in screen(brand, "结果").iterdir()}


def test_new_workspace(played: Path, desk: Path) -> None:
    """The first screening makes the workspace; who agreed is not known yet, so nobody may be written to."""
    file = played / "files" / "orders" / "youzan_orders.csv"
    succeed("screen", file, *SMS, "--handler", "某某", "--out", "结果", "--workspace", desk / "新")

    assert 0 == read_json(desk / "结果" / "summary.json")["outcomes"]["overall"]["permitted"]
    assert 0o700 == (desk / "新").stat().st_mode & 0o777
