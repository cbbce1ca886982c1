"""`identify` over several files and texts: one bad file spoils no other, and no option is quietly ignored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli_desk import PHONE, call, find_canaries, refuse, succeed

if TYPE_CHECKING:
    from pathlib import Path

TABLE = f"手机,留言\n{PHONE},好\n".encode()


@pytest.fixture
def batch(desk: Path) -> Path:
    """Lay four files on the desk: two that can be read, an empty one, one that is no table."""
    for name in ("甲.csv", "乙.csv"):
        (desk / name).write_bytes(TABLE)
    (desk / "空.csv").write_bytes(b"")
    (desk / "图.csv").write_bytes(b"a,b\n1,\x002\n")
    return desk


def test_bad_files_spoil_no_other(batch: Path) -> None:
    """The others are done and shown, each bad one has its error, and the run ends with 2."""
    left = call("identify", "甲.csv", "空.csv", "缺.csv", "图.csv", "乙.csv", "--html", "r.html")
    page = (batch / "r.html").read_text("utf-8")

    assert (2, []) == (left.code, find_canaries(left.out + left.err + page))
    assert [True, True] == [f"{name}：1 行" in left.out for name in ("甲.csv", "乙.csv")]
    codes = [line[line.rindex("[") :] for line in left.err.splitlines() if line.endswith("]")]
    assert ["[identify.empty]", "[identify.missing]", "[identify.binary]"] == codes
    assert "其余 2 个文件已经看完" in left.err
    assert all(name in page for name in ("甲.csv", "乙.csv", "空.csv", "缺.csv", "图.csv"))


@pytest.mark.usefixtures("batch")
def test_json_names_bad_files() -> None:
    """JSON holds the registers of the files that were read, and of the others the name, the code and the message."""
    left = call("identify", "空.csv", "甲.csv", "--json")
    held = json.loads(left.out)

    assert (2, ["甲.csv"]) == (left.code, [file["name"] for file in held["files"]])
    assert [("空.csv", "identify.empty")] == [(file["name"], file["code"]) for file in held["failed"]]
    assert [] == json.loads(succeed("identify", "甲.csv", "--json"))["failed"]


def test_only_bad_files_leave_nothing(batch: Path) -> None:
    """When no file can be read nothing is shown or written."""
    refuse("identify", "空.csv", "缺.csv", "--json", "--html", "r.html")

    assert not (batch / "r.html").exists()


def test_several_texts(desk: Path) -> None:
    """Files after that of --texts are texts too; a missing one is told before anything is shown."""
    for name in ("a.jsonl", "b.jsonl"):
        (desk / name).write_text(json.dumps({"id": name, "text": f"打{PHONE}"}) + "\n", "utf-8")
    shown = [json.loads(line) for line in call("identify", "--texts", "a.jsonl", "b.jsonl").out.splitlines()]

    assert ["a.jsonl", "b.jsonl"] == [entry["id"] for entry in shown]
    assert "c.jsonl" in refuse("identify", "--texts", "a.jsonl", "c.jsonl")


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        (("--texts", "a.jsonl", "--html", "r.html"), "--html"),
        (("--texts", "a.jsonl", "--purpose", "重复营销"), "--purpose"),
        (("--kinds", "甲.csv"), "FILE"),
        (("--kinds", "--texts", "a.jsonl"), "--texts"),
    ],
)
@pytest.mark.usefixtures("batch")
def test_unused_options(arguments: tuple[str, ...], unused: str) -> None:
    """An option that a way of asking would ignore is refused by name."""
    assert unused in refuse("identify", *arguments)
