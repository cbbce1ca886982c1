"""`yunnuo demo` and `yunnuo bench`: the product on a brand it makes up itself."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.common import end_progress, open_book, read_clock, show_progress
from yunnuo.cli.screen import tell_summary

if TYPE_CHECKING:
    from yunnuo.demo.run import DemoRun

FULL = 20_000
CHANNELS = (("sms", "第一问：可以给这些人发营销短信吗？"), ("wecom", "第二问：换成企业微信呢？"))


def attach(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("demo")(play_demo)
    app.command("bench")(run_bench)


def play_demo(
    workspace: Annotated[
        Path, typer.Option("--workspace", metavar="DIR", help="演示用的文件夹；以前的演示会被替换。")
    ] = Path("demo-brand"),
    orders: Annotated[int, typer.Option("--orders", metavar="N", help="订单行数，至少 400。")] = FULL,
) -> None:
    """编造一个品牌，导入订单、会员、同意和撤回，筛选短信和企业微信营销，并告诉你接下来试什么。"""
    from yunnuo.demo.run import load_brand, screen_brand
    from yunnuo.flows.screening import ScreenRequest

    book, now, progress = open_book(), read_clock(), show_progress()
    run = load_brand(workspace, book, now=now, orders=orders, progress=progress)
    end_progress()
    typer.echo(_introduce(run, workspace))
    for channel, asked in CHANNELS:
        request = ScreenRequest(
            files=tuple(order.path for order in run.files.orders),
            purpose="repeated_marketing",
            channel=channel,
            handler=run.files.handler,
            now=now,
            out=workspace / "results" / channel,
            shops={order.platform: order.shop for order in run.files.orders},
        )
        summary = screen_brand(run, book, request, progress)
        end_progress()
        typer.echo("\n".join(("", f"== {asked}", *tell_summary(summary, request.out))))
    typer.echo(_suggest(run, workspace))


def _introduce(run: DemoRun, workspace: Path) -> str:
    rows = sum(order.rows for order in run.files.orders)
    names = "、".join(order.path.name for order in run.files.orders)
    return "\n".join(
        (
            f"样例品牌「{run.files.handler}」：人物、号码、订单全是编的，请勿拨打。",
            f"  订单和客户 {len(run.files.orders)} 个文件、{rows:,} 行（{names}）",
            f"  会员、同意、撤回 {len(run.files.events)} 个文件，告知 {run.files.notices.name}",
            f"  文件在 {run.files.folder}，都已导入工作区 {workspace}",
        )
    )


def _suggest(run: DemoRun, workspace: Path) -> str:
    from yunnuo.demo.show import next_steps

    lines = ["", "== 接下来可以试（照样粘贴即可）"]
    for who, steps in next_steps(str(run.files.folder), str(workspace), _name_program()):
        lines.append(who)
        for step in steps:
            lines += [f"  - {step.says}", f"    {step.command}"]
    number = run.files.sample.read_text("utf-8").strip()
    lines.append(
        f"带 `<` 的几条从 {run.files.sample.name} 读样例号码 {number}；不写 `<` 那一段，就等你键入号码再回车。"
    )
    return "\n".join(lines)


def _name_program() -> str:
    """Return how this very product is called from the shell, quoted."""
    beside = Path(sys.executable).with_name("yunnuo")
    found = shutil.which("yunnuo")
    if found and Path(found).resolve() == beside.resolve():
        return "yunnuo"
    if not beside.exists():
        return f"{quote(sys.executable)} -m yunnuo.cli"
    return quote(str(beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else beside))


def run_bench(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="哪一项：screen、decide、ledger 或 identify。")
    ] = "screen",
    rows: Annotated[
        int,
        typer.Option(
            "--rows",
            metavar="N",
            help="screen 的订单行数、decide 的人数、ledger 的同意条数、identify 的留言条数；"
            "缺省一百万、五百万、一百万、五千。",
        ),
    ] = 0,
    peers: Annotated[
        str, typer.Option("--peers", metavar="PYTHON", help="identify：装了同类软件的 python，和它们在同一次运行里比。")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="identify：结果写成 JSON。")] = False,
) -> None:
    """在同一次运行里量自己和对照：打印各段用时、倍数和内存峰值。"""
    from yunnuo.demo.bench import BENCHES
    from yunnuo.demo.bench_identify import bench_identify
    from yunnuo.flows.errors import unknown_bench
    from yunnuo.terms.errors import InputError

    if name not in BENCHES:
        raise unknown_bench(BENCHES)
    if name != "identify" and (peers or as_json):
        raise InputError("bench.option", "--peers 和 --json 只用于 identify", todo="去掉它们，或者写 bench identify")
    lines = bench_identify(rows, peers=peers, as_json=as_json) if name == "identify" else BENCHES[name](rows)
    for line in lines:
        typer.echo(line)
