"""`yunnuo demo` and `yunnuo bench`: the product on a brand it makes up itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from yunnuo.cli.common import end_progress, open_book, read_clock, show_progress
from yunnuo.cli.screen import tell_summary

FULL = 20_000
CHANNELS = ("sms", "wecom")


def attach(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("demo")(play_demo)
    app.command("bench")(run_bench)


def play_demo(
    workspace: Annotated[Path, typer.Option("--workspace", help="演示用的文件夹；以前的演示会被替换。")] = Path(
        "demo-brand"
    ),
    orders: Annotated[int, typer.Option("--orders", help="订单行数，至少 400。")] = FULL,
) -> None:
    """编造一个品牌，导入订单、会员、同意和撤回，筛选一次短信营销，并告诉你接下来试什么。"""
    from yunnuo.demo.run import load_brand, screen_brand
    from yunnuo.demo.show import next_steps
    from yunnuo.flows.screening import ScreenRequest

    book, now, progress = open_book(), read_clock(), show_progress()
    run = load_brand(workspace, book, now=now, orders=orders, progress=progress)
    rows = sum(order.rows for order in run.files.orders)
    typer.echo(f"样例品牌「{run.files.handler}」：{len(run.files.orders)} 个文件、{rows:,} 行，人物全是编的。\n")
    for channel in CHANNELS:
        request = ScreenRequest(
            files=tuple(order.path for order in run.files.orders),
            purpose="repeated_marketing",
            channel=channel,
            handler=run.files.handler,
            now=now,
            out=workspace / "results" / channel,
            shops={order.platform: order.shop for order in run.files.orders},
        )
        summary: dict[str, Any] = screen_brand(run, book, request, progress)
        end_progress()
        typer.echo("\n".join(tell_summary(summary, request.out)) + "\n")
    typer.echo("接下来可以试：")
    for who, commands in next_steps(folder=str(workspace / "files"), workspace=str(workspace)):
        typer.echo(f"  {who}")
        for command in commands:
            typer.echo(f"    {command}")


def run_bench(
    name: Annotated[str, typer.Argument(help="哪一项：screen。")] = "screen",
    rows: Annotated[int, typer.Option("--rows", help="订单行数。")] = 1_000_000,
) -> None:
    """在同一次运行里量自己和对照：打印各段用时、倍数和内存峰值。"""
    from yunnuo.demo.bench import BENCHES
    from yunnuo.flows.errors import unknown_bench

    if name not in BENCHES:
        raise unknown_bench(name, BENCHES)
    for line in BENCHES[name](rows):
        typer.echo(line)
