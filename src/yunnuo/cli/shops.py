"""`yunnuo people shop|shops`: whose each shop is."""

from __future__ import annotations

from typing import Annotated

import typer

from yunnuo.cli.common import DEFAULT_WORKSPACE, WorkspaceOption, open_records, open_words, read_clock
from yunnuo.cli.handlers import tell_several


def attach(people: typer.Typer) -> None:
    """Add the commands to those about people."""
    people.command("shop")(state_handler)
    people.command("shops")(show_shops)


def state_handler(  # the fields of one statement
    handler: Annotated[str, typer.Option("--handler", metavar="NAME", help="店是哪个处理者的，名称和告知里的一致。")],
    declared_by: Annotated[str, typer.Option("--by", metavar="ROLE", help="谁说明的（岗位或部门，不写姓名）。")],
    platform: Annotated[str, typer.Option("--platform", metavar="WORD", help="哪个平台；缺省全部平台。")] = "",
    shop: Annotated[str, typer.Option("--shop", metavar="NAME", help="哪家店；缺省该平台的全部店。")] = "",
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="从哪一天起；缺省一直是。")] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """说明店是哪个处理者的：订单只是这个处理者的合同。几个处理者共用工作区时，没有说明的店，谁也不能当自己的用。"""
    from yunnuo.flows.handlers import known_handlers
    from yunnuo.flows.shop_statements import ShopWords, list_notice_handlers, state_shop

    open_records(workspace)
    before = known_handlers()
    stated = ShopWords(handler, platform, shop, since, declared_by)
    new = state_shop(stated, open_words(), now=read_clock())
    typer.echo("已记下。" if new else "同样的说明以前已有。")
    named = list_notice_handlers()
    if named and handler.strip() not in named:
        typer.echo(f"注意：告知里没有这个名称，有的是：{'、'.join(named)}。写法要和告知一致。")
    tell_several(before)


def show_shops(workspace: WorkspaceOption = DEFAULT_WORKSPACE) -> None:
    """列出记录里的每家店，以及它是哪个处理者的。"""
    from yunnuo.flows.shop_statements import list_shops, tell_terms

    open_records(workspace)
    vocabulary, shops = open_words(), list_shops(now=read_clock())
    for (platform, shop), terms in shops.items():
        typer.echo(f"{vocabulary.zh('platforms', platform)}　{shop or '（没有写店名）'}　{tell_terms(terms)}")
    if not shops:
        typer.echo("还没有导入过店铺的记录。")
