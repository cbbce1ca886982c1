"""Identify a whole order export the product invents, in a process of its own: MB a second and the peak of memory.

Once without remarks, once with a remark on every eighth order; they come from the generator of remarks, nobody is in
them. The goal was set on a machine where searching for twelve shapes of numbers with Python's `re`, one after another,
made 10 MB a second; as machines differ, that is measured in the same run and told as a multiple.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import duckdb

from yunnuo.demo.bench_runs import ORDERS, Run, run_tree
from yunnuo.demo.mixed_remarks import make_mixed
from yunnuo.demo.sheets import Sheet
from yunnuo.identify.columns.shares import SHARED

ROUNDS: Final = 2
GOAL: Final = 60.0  # megabytes a second on two cores
GOAL_OF_RE: Final = 6.0  # times the speed of `re`
_PIECE: Final = 8_000_000  # characters of the file that are enough to tell
_SHAPES: Final = (
    r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}",
    r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]",
    r"(?:62|4\d|5[1-5])\d{13,17}",
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}",
    r"0\d{2,3}-?[2-9]\d{6,7}",
    r"[EGDSPH]\d{8}",
    r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}",
    r"86\d{13}",
    r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}",
    r"1[3-9]\d\*{4}\d{4}",
    r"1[3-9]\d{9}[-转]\d{3,4}",
)
_REMARKS: Final = 20_000
_FEW: Final = 100
_REMARK_EVERY: Final = 8
_SEED: Final = 8
_REMARK: Final = 'AS "买家备注"'
_EMPTY: Final = f"'-' {_REMARK}"


def bench_export(rows: int) -> Sheet:
    """Return the sheet of `yunnuo identify` on invented order files of so many rows; the best of some rounds."""
    with tempfile.TemporaryDirectory(prefix="yunnuo-bench-") as scratch:
        orders = Path(scratch) / "orders.csv"
        write_export(orders, _FEW, is_remarked=False)
        start = measure_export(orders).seconds
        figures = []
        for name, is_remarked in (("没有留言", False), ("每八单一条留言", True)):
            write_export(orders, rows, is_remarked=is_remarked)
            size, run = orders.stat().st_size / 1e6, measure_export(orders)
            speed = size / max(run.seconds - start, 1e-3)
            speeds = (GOAL, size / run.seconds, speed, GOAL_OF_RE, speed / time_shapes(orders))
            figures.append((name, rows, size, run.seconds, *speeds, run.peak / 1e6))
    notes = (
        f"从启动到登记表写完，取 {ROUNDS} 次里最快的；内存是整个进程树的；每单六十列",
        f"re：同一个文件、同一次运行里，用 Python 的 re 逐个扫 {len(_SHAPES)} 种号码；目标是按它每秒 10 MB 的机器定的",
        f"启动（{_FEW} 行的文件）{start:.1f} 秒，后一个速度不算它；{SHARED / 1e6:.0f} MB 以上的文件由两个进程分着看",
    )
    head = (
        "订单文件",
        "行",
        "MB",
        "秒",
        "目标 MB/秒",
        "MB/秒",
        "不算启动",
        "目标 re 的倍数",
        "re 的倍数",
        "内存峰值 MB",
    )
    return Sheet("export", "整份订单", head, tuple(figures), style="{:,.1f}", notes=notes)


def time_shapes(orders: Path) -> float:
    """Return how many megabytes a second `re` makes that searches a file for one shape of number after another."""
    with orders.open(encoding="utf-8") as stream:
        text = stream.read(_PIECE)
    started = time.perf_counter()
    for shape in _SHAPES:
        for _ in re.finditer(shape, text):
            pass
    return len(text.encode()) / 1e6 / (time.perf_counter() - started)


def measure_export(orders: Path) -> Run:
    """Return the seconds of the fastest of some rounds and the highest peak of memory of all."""
    command = [sys.executable, "-m", "yunnuo.cli", "identify", str(orders), "--json"]
    runs = [run_tree(command) for _ in range(ROUNDS)]
    return Run(min(run.seconds for run in runs), max(run.peak for run in runs))


def write_export(path: Path, rows: int, *, is_remarked: bool) -> None:
    """Write the order file of the screening benchmark, with remarks of buyers in it or without."""
    orders = ORDERS.format(rows=rows, people=max(1, rows * 6 // 10), file=path)
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        if is_remarked:
            rng = random.Random(_SEED)  # noqa: S311  # invented texts, no secret
            texts = [remark.text for remark in make_mixed(rng, min(_REMARKS, max(rows // _REMARK_EVERY, 1)))]
            connection.execute("SET VARIABLE texts = $texts", {"texts": texts})
            chosen = f"getvariable('texts')[1 + (i // {_REMARK_EVERY}) % {len(texts)}]"
            orders = orders.replace(_EMPTY, f"CASE WHEN i % {_REMARK_EVERY} = 0 THEN {chosen} ELSE '-' END {_REMARK}")
        connection.execute(orders)
