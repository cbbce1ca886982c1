"""What a user is told when a workspace has several handlers: what has to be said anew, and what counts no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence


def tell_several(before: Sequence[str]) -> None:
    """Say what has to be said anew when a handler joined others; `before`: those known before."""
    from yunnuo.flows.handlers import known_handlers

    handlers = known_handlers()
    if len(handlers) > 1 and handlers != before:
        typer.echo(f"注意：工作区里现在有 {len(handlers)} 个处理者：{'、'.join(handlers)}。")
        typer.echo("  店是谁的，要说明才知道：yunnuo people shops 看还缺哪家，yunnuo people shop 说明。")
        typer.echo("  台账完整，每个处理者各自声明：yunnuo consent declare --handler")
        tell_lapsed()


def tell_lapsed() -> None:
    """Say which declarations of completeness count for nobody, since there are several handlers and they name none."""
    from yunnuo.flows.handlers import list_lapsed
    from yunnuo.flows.notices import RECORDS

    if lapsed := list_lapsed():
        kinds = "、".join(RECORDS[record] for record in lapsed)
        typer.echo(f"注意：有完整性声明没有写是哪个处理者的（{kinds}），处理者不止一个，它们不算数。", err=True)
        typer.echo("  每个处理者各自再声明一次：yunnuo consent declare --handler", err=True)
