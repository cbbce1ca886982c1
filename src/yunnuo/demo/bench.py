"""`yunnuo bench`: the engine beside others, and a screening beside DuckDB just reading the same file, in one run.

Wall time and the peak memory of the whole process tree are printed; ratios hold where absolute figures move with the
machine. All people are invented.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from yunnuo.decide.program import compile_program
from yunnuo.demo.bench_identify import bench_identify
from yunnuo.demo.bench_ledger import bench_ledger
from yunnuo.demo.bench_runs import ORDERS, run_tree
from yunnuo.rulebook.book import load_book
from yunnuo.terms.instant import day_end, from_datetime, legal_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.terms.facts import Value

ROUNDS = 3
ROWS, PEOPLE = 1_000_000, 5_000_000
EVENTS_SHARE = 5  # one consent for every so many orders
FIRST_DAY = "2020-01-01"
HANDLER = "允诺样例日化有限公司"

EVENTS = """
COPY (SELECT '同意' AS "事件", '手机号' AS "标识类型", '1990' || lpad((hash(i) % 10000000)::VARCHAR, 7, '0') AS "标识",
  '2025-12-20 10:00:00' AS "时间", '重复营销' AS "目的", CASE i % 2 WHEN 0 THEN '短信' ELSE '电子邮件' END AS "渠道",
  '手机号' AS "信息种类", '{handler}' AS "处理者", 'B1' AS "告知版本", '2025-12-20 09:59:00' AS "告知展示时间",
  '单独勾选' AS "方式", '是' AS "单独同意", 'bench' AS "证据"
FROM range({people}) t(i) WHERE i % {share} = 0) TO '{file}' (FORMAT csv, HEADER)
"""

NOTICE = """- version: B1
  handler: {handler}
  published_at: 2025-01-01
  purposes: [repeated_marketing]
  channels: [sms, email]
  categories: [phone, email]
  elements: [handler_name, handler_contact, purposes, methods, categories, retention, rights, withdrawal]
  text_sha256: 0000000000000000000000000000000000000000000000000000000000000000
"""


def bench_decide(people: int) -> Iterator[str]:
    """Yield the lines of the benchmark of the engine: one person at a time, then an audience."""
    from yunnuo.demo.bench_audience import bench_audience
    from yunnuo.demo.bench_single import bench_single

    book, day = load_book(), legal_day(from_datetime(datetime.now(tz=UTC)))
    act: dict[str, Value] = {
        "act_at": day_end(day),
        "purpose": "repeated_marketing",
        "channel": "sms",
        "category": frozenset({"phone"}),
        "handler": "brand",
        "sensitive": False,
        "message_drafted": False,
    }
    program = compile_program(book, day, act)
    yield from bench_single(program)
    yield from bench_audience(program, book.vocabulary, people or PEOPLE)


def bench_screen(rows: int) -> Iterator[str]:
    """Yield the lines of the benchmark as they become known."""
    rows = rows or ROWS
    with tempfile.TemporaryDirectory(prefix="yunnuo-bench-") as scratch:
        folder = Path(scratch)
        orders = folder / "orders.csv"
        write_files(folder, rows)
        yield f"文件：{rows:,} 行订单，{orders.stat().st_size / 1e6:,.0f} MB（有赞布局，UTF-8）"
        workspace = folder / "workspace"
        command = [sys.executable, "-m", "yunnuo.cli"]
        run_tree([*command, "notice", "publish", str(folder / "notice.yaml"), "--workspace", str(workspace)])
        for record in ("consents", "refusals", "ages", "memberships"):
            declared = ["consent", "declare", "--record", record, "--since", FIRST_DAY, "--by", "bench"]
            run_tree([*command, *declared, "--workspace", str(workspace)])
        people = run_tree([*command, "people", "import", str(orders), "--workspace", str(workspace)])
        yield f"导入个人：{people.seconds:.1f} s，峰值 {people.peak / 1e9:.2f} GB"
        events = run_tree([*command, "consent", "import", str(folder / "events.csv"), "--workspace", str(workspace)])
        yield f"导入同意：{events.seconds:.1f} s，峰值 {events.peak / 1e9:.2f} GB"
        yield from _compare(folder, orders, [*command, "screen", str(orders), "--workspace", str(workspace)])


def _compare(folder: Path, orders: Path, screen: list[str]) -> Iterator[str]:
    bare, ours = [], []
    for number in range(ROUNDS):
        bare.append(run_tree([sys.executable, "-c", _BARE, str(orders), str(folder / f"bare{number}.parquet")]))
        asked = ["--purpose", "repeated_marketing", "--channel", "sms", "--out", str(folder / f"out{number}")]
        ours.append(run_tree([*screen, *asked]))
        yield f"第 {number + 1} 轮：DuckDB 只读成 Parquet {bare[-1].seconds:.1f} s；筛选 {ours[-1].seconds:.1f} s"
    base, mine = (statistics.median(run.seconds for run in runs) for runs in (bare, ours))
    peak = max(run.peak for run in ours)
    yield f"中位数：对照 {base:.1f} s，筛选 {mine:.1f} s，{mine / base:.2f} 倍（目标 4 倍以内）"
    yield f"筛选的内存峰值 {peak / 1e9:.2f} GB（目标 4 GB 以内）"
    yield from _phases(folder / "out0" / "summary.json")


_BARE = (
    'import duckdb, sys; duckdb.sql("COPY (FROM read_csv(\'" + sys.argv[1] + "\', all_varchar=true)) '
    'TO \'" + sys.argv[2] + "\' (FORMAT parquet)")'
)


def _phases(summary: Path) -> Iterator[str]:
    import json

    held = json.loads(summary.read_text("utf-8"))
    yield "各段：" + "，".join(f"{phase['name']} {phase['seconds']:.1f} s" for phase in held["phases"])
    permitted = held["outcomes"]["overall"]["permitted"]
    yield f"联系方式 {held['contacts']:,}，特征组合 {held['signatures']:,}，可以 {permitted:,}"


def write_files(folder: Path, rows: int) -> None:
    """Write the order file, the consents and the notice of the benchmark."""
    people = max(1, rows * 6 // 10)
    with duckdb.connect() as connection:
        connection.execute(ORDERS.format(rows=rows, people=people, file=folder / "orders.csv"))
        connection.execute(
            EVENTS.format(people=people, share=EVENTS_SHARE, handler=HANDLER, file=folder / "events.csv")
        )
    (folder / "notice.yaml").write_text(NOTICE.format(handler=HANDLER), "utf-8")


BENCHES = {"screen": bench_screen, "decide": bench_decide, "ledger": bench_ledger, "identify": bench_identify}
