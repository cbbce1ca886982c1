"""Imports of several files: a bad one spoils no other, and what became of each is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli_desk import PHONE, call, find_canaries, refuse, succeed

if TYPE_CHECKING:
    from pathlib import Path

MAPPING = "platform: own_shop\nkind: list\ncolumns: {buyer_phone: 手机}\n"
OTHER = "19900099901"


@pytest.fixture
def batch(desk: Path) -> Path:
    """Lay on the desk two lists and two files of events that are good, and of each kind one that is not."""
    for name, phone in (("甲", PHONE), ("乙", OTHER)):
        (desk / f"{name}.csv").write_text(f"手机\n{phone}\n", "utf-8")
        (desk / f"撤回{name}.csv").write_text(f"事件,标识类型,标识,时间\n撤回,手机号,{phone},2025-01-01\n", "utf-8")
    (desk / "空.csv").write_bytes(b"")
    (desk / "坏.csv").write_text("事件,标识类型,标识,时间\n" + f"撤,手机号,{PHONE},昨天\n" * 12, "utf-8")
    (desk / "对照.yaml").write_text(MAPPING, "utf-8")
    return desk


@pytest.mark.usefixtures("batch")
def test_bad_lists_spoil_no_other() -> None:
    """`people import` takes every good file, tells of each bad one why, and which were imported; it ends with 2."""
    left = call(
        "people", "import", "甲.csv", "空.csv", "缺.csv", "乙.csv", "--mapping", "对照.yaml", "--workspace", "w"
    )
    told = [line for line in left.err.splitlines() if not line.startswith("…")]

    assert (2, []) == (left.code, find_canaries(left.out + left.err))
    assert ["甲.csv：1 行", "乙.csv：1 行"] == [line.partition("，")[0] for line in left.out.splitlines()]
    assert ["[identify.empty]", "[identify.missing]"] == [line[line.rindex("[") :] for line in told[:-1]]
    assert (
        "  没有导入 2 个文件：空.csv、缺.csv；其余 2 个已经导入：甲.csv、乙.csv。改好之后，只导没有导入的即可"
        == told[-1]
    )
    assert [True, True] == [
        "联系方式" in succeed("people", "find", "--phone", "-", "--workspace", "w", stdin=phone)
        for phone in (PHONE, OTHER)
    ]


@pytest.mark.usefixtures("batch")
def test_bad_events_spoil_no_other() -> None:
    """`consent import` takes the withdrawals after a bad file too, and tells row by row what is wrong in that one."""
    left = call("consent", "import", "坏.csv", "撤回甲.csv", "撤回乙.csv", "空.csv", "--workspace", "w")
    told = [line for line in left.err.splitlines() if not line.startswith("…")]

    assert (2, []) == (left.code, find_canaries(left.out + left.err))
    assert 2 == left.out.count("新事件 1")
    assert told[0].startswith("错误：文件有 24 处错误，整份没有导入")
    assert told[1].startswith("  第 2 行 列「")
    assert ["  ……还有 4 处", "[identify.empty]"] == [told[-3], told[-2][-16:]]
    assert "；其余 2 个已经导入：撤回甲.csv、撤回乙.csv。" in told[-1]


@pytest.mark.usefixtures("batch")
def test_only_bad_files() -> None:
    """Where no file could be imported that is said, and what is wrong with all of them stands once."""
    assert "[identify.empty]" in refuse("people", "import", "空.csv", "空.csv", "--workspace", "w")
    left = call("people", "import", "甲.csv", "乙.csv", "--layout", "没有", "--workspace", "w")

    assert (2, "") == (left.code, left.out)
    assert left.err.endswith("  没有导入 2 个文件：甲.csv、乙.csv；一个文件也没有导入。改好之后，只导没有导入的即可\n")
