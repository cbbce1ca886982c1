"""`yunnuo people|consent|backup|restore`: what the workspace keeps."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # typer reads it when the command is made
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.common import (
    DEFAULT_WORKSPACE,
    WorkspaceOption,
    end_progress,
    open_records,
    open_words,
    read_clock,
    show_progress,
)
from yunnuo.cli.person import (
    AccountOption,
    ComplaintOption,
    EmailOption,
    Named,
    PhoneOption,
    PlatformOption,
    ReceiptOption,
    ShopOption,
    find_named,
    find_target,
)
from yunnuo.cli.several import import_each

if TYPE_CHECKING:
    from yunnuo.flows.importing import ImportReport

people = typer.Typer(help="个人：导入平台文件，按标识查找。", no_args_is_help=True)
consent = typer.Typer(help="同意、拒绝、撤回：导入、查看、撤回、声明完整。", no_args_is_help=True)


def attach(app: typer.Typer) -> None:
    """Add the top-level commands to the application."""
    app.command("backup")(back_up_records)
    app.command("restore")(restore_records)


@people.command("import")
def import_people(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="平台导出的订单、客户文件。")],
    layout: Annotated[
        str | None, typer.Option("--layout", metavar="NAME", help="文件布局名（认不出来时指定）。")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="自备的列对应文件（YAML）。")
    ] = None,
    shop: Annotated[str | None, typer.Option("--shop", metavar="NAME", help="文件里没有店铺列时，是哪家店。")] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """把平台文件里的个人登记进工作区；再导一次什么也不变，坏文件不妨碍其他的。"""
    from yunnuo.flows.importing import import_export
    from yunnuo.identify.export import open_export

    records, progress = open_records(workspace, new=True), show_progress()

    def take(file: Path) -> None:
        with open_export(file, layout=layout, mapping=mapping, scratch=records.imports) as export:
            report = import_export(records, export, now=read_clock(), shop=shop, progress=progress)
        end_progress()
        _tell_import(report)
        _tell_sheets(export.unread, export.sheets)

    import_each(files, take)


def _tell_import(report: ImportReport) -> None:
    if report.already:
        typer.echo(f"{report.name}：以前导入过，没有变化（{report.rows:,} 行）。")
        return
    typer.echo(
        f"{report.name}：{report.rows:,} 行，其中 {report.keyless_rows:,} 行认不出是谁；"
        f"新增 {report.new_individuals:,} 人，已知 {report.known_individuals:,} 人，"
        f"新联系方式 {report.new_contacts:,} 个。"
    )
    _tell_returned(report.returned_individuals)


def _tell_sheets(unread: tuple[str, ...], read: tuple[str, ...] = ()) -> None:
    from yunnuo.flows.sheets import tell_sheets

    if told := tell_sheets(unread, "导入", read):
        typer.echo(f"  {told}")


def _tell_returned(count: int) -> None:
    if count:
        typer.echo(f"  其中 {count:,} 人以前删除过：又在文件里出现了。原来的停止照旧有效，旧的同意不会复活。")


@people.command("find")
def find_person(  # noqa: PLR0913, PLR0917  # the ways to name a person
    phone: PhoneOption = None,
    email: EmailOption = None,
    account: AccountOption = None,
    platform: PlatformOption = "",
    shop: ShopOption = "",
    receipt: ReceiptOption = None,
    complaint: ComplaintOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """按标识、凭证号或投诉编号查找一个人：联系方式（打码）、来源、会员、同意与撤回的次数。"""
    _, person = find_named(workspace, Named(phone, email, account, platform, shop, receipt, complaint))
    for line in person.summary_lines(open_words()):
        typer.echo(line)


@people.command("erase")
def erase_records(  # noqa: PLR0913, PLR0917  # the ways to name a person, and why
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="为什么删除（不写姓名、号码）。")],
    phone: PhoneOption = None,
    email: EmailOption = None,
    account: AccountOption = None,
    platform: PlatformOption = "",
    shop: ShopOption = "",
    complaint: ComplaintOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="不再问一遍，直接删除。")] = False,
) -> None:
    """删除一个人的全部信息：记录和盐一并销毁，台账留下删除记录；停止联系的要求继续有效。"""
    from yunnuo.flows.erasing import erase_person

    records, person = find_named(workspace, Named(phone, email, account, platform, shop, complaint=complaint))
    if not yes and not typer.confirm("删除之后不能恢复。确定删除吗？"):
        typer.echo("没有删除。")
        raise typer.Exit(1)
    done = erase_person(records, person.individual, reason=reason, now=read_clock())
    if done.already:
        typer.echo(
            f"没有可删的了：以前已经删除（第 {done.seq:,} 条是删除记录），停止联系照旧有效。这次没有写任何记录。"
        )
        return
    typer.echo(f"已删除 {done.rows:,} 行，清空台账 {done.entries:,} 条（删除记录是第 {done.seq:,} 条）。")
    typer.echo("备份、导出的文件和交给别人的名单不在此列，要另行删除。")


@consent.command("import")
def import_consents(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="同意、撤回、会员事件文件（CSV 或 XLSX）。")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="表头和用词不同时的映射文件（YAML）。")
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """导入同意、拒绝、撤回、入会退会等事件；有一行错整份就不导，并逐行说明，不妨碍其他文件。"""
    from yunnuo.flows.event_mapping import read_event_mapping
    from yunnuo.flows.events import import_events

    read = read_event_mapping(mapping) if mapping else None
    records = open_records(workspace, new=True)
    vocabulary = open_words()

    def take(file: Path) -> None:
        report = import_events(records, file, vocabulary, now=read_clock(), mapping=read)
        skipped = f"，按映射跳过 {report.skipped:,} 行" if report.skipped else ""
        typer.echo(
            f"{file.name}：{report.rows:,} 行，新事件 {sum(report.new.values()):,}，"
            f"以前已有 {report.known_events:,}{skipped}。"
        )
        _tell_returned(report.returned_individuals)
        _tell_sheets(report.unread)

    import_each(files, take)


@consent.command("show")
def show_consents(  # the ways to name a person
    phone: PhoneOption = None,
    email: EmailOption = None,
    account: AccountOption = None,
    platform: PlatformOption = "",
    shop: ShopOption = "",
    complaint: ComplaintOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """按时间列出一个人的同意、拒绝和撤回。"""
    _, person = find_named(workspace, Named(phone, email, account, platform, shop, complaint=complaint))
    for line in person.event_lines(open_words()):
        typer.echo(line)


@consent.command("withdraw")
def withdraw_consent(  # noqa: PLR0913, PLR0917  # the ways to name a person, and what is withdrawn
    phone: PhoneOption = None,
    email: EmailOption = None,
    account: AccountOption = None,
    platform: PlatformOption = "",
    shop: ShopOption = "",
    purpose: Annotated[
        list[str] | None, typer.Option("--purpose", metavar="WORD", help="只撤回这些目的；缺省全部。")
    ] = None,
    channel: Annotated[
        list[str] | None, typer.Option("--channel", metavar="WORD", help="只撤回这些渠道；缺省全部。")
    ] = None,
    recipient: Annotated[
        list[str] | None, typer.Option("--recipient", metavar="NAME", help="只撤回向这些接收方提供的同意。")
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option("--category", metavar="WORD", help="只停止使用这些种类的信息。")
    ] = None,
    complaint: ComplaintOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """记下一次撤回：返回之后，任何判断都不会再说“可以”；不认识的号码也会留着。"""
    from yunnuo.flows.persons import record_withdrawal

    named = Named(phone, email, account, platform, shop, complaint=complaint)
    records, who = find_target(workspace, named)  # a number nobody is known by is kept all the same
    done = record_withdrawal(
        records,
        who,
        purpose or [],
        channel or [],
        open_words(),
        recipients=recipient or [],
        categories=category or [],
        now=read_clock(),
    )
    only = "，仅限所列的接收方或信息种类，其余照旧" if recipient or category else ""
    typer.echo(f"已撤回，立即生效{only}（台账第 {done.seq} 条）。")
    for name in done.unnamed:
        typer.echo(f"注意：没有查到本人同意过提供给“{name}”。名称和同意里写的一样吗？")


@consent.command("declare")
def declare_ledger(  # noqa: PLR0913, PLR0917  # the fields of one declaration
    record: Annotated[str, typer.Option("--record", metavar="KIND", help="consents、refusals、ages 或 memberships。")],
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="从哪一天起完整（YYYY-MM-DD）。")],
    declared_by: Annotated[str, typer.Option("--by", metavar="ROLE", help="谁声明的（岗位或部门，不写姓名）。")],
    through: Annotated[str, typer.Option("--through", metavar="DATE", help="到哪一天为止；缺省持续完整。")] = "",
    purpose: Annotated[str, typer.Option("--purpose", metavar="WORD", help="只对这个目的；缺省全部。")] = "",
    channel: Annotated[str, typer.Option("--channel", metavar="WORD", help="只对这个渠道；缺省全部。")] = "",
    handler: Annotated[
        str, typer.Option("--handler", metavar="NAME", help="是哪个处理者的台账；只有一个处理者时不用写。")
    ] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """声明一类台账是完整的：只有声明过，“查不到”才能当作“没有”。"""
    from yunnuo.flows.notices import declare_complete

    open_records(workspace)
    new = declare_complete(
        open_words(),
        handler=handler,
        record=record,
        purpose=purpose,
        channel=channel,
        since=since,
        through=through,
        declared_by=declared_by,
        now=read_clock(),
    )
    typer.echo("已记下声明。" if new else "同样的声明以前已有。")


def back_up_records(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件（不能已经存在）。")],
    keys: Annotated[
        Path | None, typer.Option("--keys", metavar="FILE", help="另存一份密钥到这个文件；缺省不备份密钥。")
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """备份工作区的台账；密钥不在里面，须另行保管。"""
    from yunnuo.flows.backup import back_up

    back_up(open_records(workspace), target, keys=keys)
    typer.echo(f"已备份到 {target.name}。" + ("密钥另存，请分开保管。" if keys else "密钥没有备份，请另行保管。"))


def restore_records(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件。")],
    keys: Annotated[Path, typer.Option("--keys", metavar="FILE", help="密钥文件。")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """把备份恢复到一个空的工作区。"""
    from yunnuo.flows.backup import restore

    restore(workspace, source, keys=keys)
    typer.echo("已恢复。")
