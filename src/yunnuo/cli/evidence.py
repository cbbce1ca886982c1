"""`yunnuo evidence …`: checkpoints, proof packs, checking packs and the records themselves."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.common import DEFAULT_WORKSPACE, WorkspaceOption, open_records, open_words, read_clock
from yunnuo.cli.person import (
    AccountOption,
    ComplaintOption,
    EmailOption,
    Named,
    PhoneOption,
    PlatformOption,
    ShopOption,
    find_named,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.flows.workspace import Workspace

app = typer.Typer(help="证据：检查点、证据包、核对。", no_args_is_help=True)

OutsideOption = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", metavar="FILE", help="保存在别处的检查点，拿来对照；可写多次。"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


@app.command("checkpoint")
def sign_checkpoint(
    to: Annotated[
        list[Path] | None, typer.Option("--to", metavar="DIR", help="另存一份到这个文件夹（最好在别的机器上）。")
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """签一个检查点：此后改动、增删或截断以前的记录，拿它一对就看得出来。"""
    from yunnuo.flows.evidence_files import export_checkpoint, take_checkpoint

    records = open_records(workspace)
    point = take_checkpoint(records, now=read_clock())
    files = [export_checkpoint(point, folder) for folder in [records.folder / "checkpoints", *(to or [])]]
    typer.echo(f"检查点签到台账第 {point.size:,} 条，写在 {files[-1].name}。")
    if not to:
        typer.echo("它还在同一台机器上：用 --to 存一份到别处，改写历史才看得出来。")


@app.command("prove")
def prove_subject(  # noqa: PLR0913, PLR0917  # the ways to name what is proved
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="证据包（zip）写到哪里；不能已经存在。")],
    phone: PhoneOption = None,
    email: EmailOption = None,
    account: AccountOption = None,
    platform: PlatformOption = "",
    shop: ShopOption = "",
    receipt: Annotated[str | None, typer.Option("--receipt", metavar="NUMBER", help="凭证号，证明它属于的人。")] = None,
    complaint: ComplaintOption = None,
    campaign: Annotated[str | None, typer.Option("--list", metavar="NAME", help="一个交出去的名单。")] = None,
    notice: Annotated[str | None, typer.Option("--notice", metavar="VERSION", help="一个告知版本。")] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """做一个证据包：一个人、一个名单或一份告知；对方不用装允诺就能核对。"""
    from yunnuo.flows.evidence_files import write_new
    from yunnuo.flows.packing import pack_campaign, pack_notice, pack_person

    named = Named(phone, email, account, platform, shop, receipt, complaint)
    _refuse_several([*named.key, receipt, complaint, campaign, notice])
    now = read_clock()
    if campaign or notice:
        records = open_records(workspace)
        pack = pack_campaign(records, campaign, now=now) if campaign else pack_notice(records, notice or "", now=now)
    else:
        records, person = find_named(workspace, named)
        pack = pack_person(records, person.individual, now=now)
    write_new(out, pack)
    typer.echo(f"已写出 {out.name}（{len(pack):,} 字节）。")
    for line in _tell_next(records, out, is_person=not (campaign or notice)):
        typer.echo(line)


@app.command("verify")
def verify_file(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="证据包。")],
    checkpoint: OutsideOption = None,
    key: Annotated[
        list[str] | None, typer.Option("--key", metavar="FINGERPRINT", help="公钥指纹（从别的途径得知）；可写多次。")
    ] = None,
) -> None:
    """核对一个证据包；不需要工作区，和包里的 verify.py 查的一样。"""
    from yunnuo.evidence.program import main

    arguments = [str(pack)]
    arguments += [word for file in checkpoint or [] for word in ("--checkpoint", str(file))]
    arguments += [word for mark in key or [] for word in ("--key", mark)]
    raise typer.Exit(main(arguments))


@app.command("fsck")
def check_records(
    checkpoint: OutsideOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    *,
    as_json: JsonOption = False,
) -> None:
    """从头核对台账、树、检查点和各张表：改过、少了、多了、换了次序的，都找出来。"""
    from yunnuo.flows.evidence_files import read_checkpoints
    from yunnuo.flows.fsck import audit_records

    audit = audit_records(open_records(workspace), read_checkpoints(checkpoint or []))
    if as_json:
        typer.echo(json.dumps(audit.told(), ensure_ascii=False, indent=1))
    else:
        for line in audit.lines():
            typer.echo(line)
    if not audit.clean:
        raise typer.Exit(1)


@app.command("rebuild")
def rebuild_records(workspace: WorkspaceOption = DEFAULT_WORKSPACE) -> None:
    """用台账重建同意、撤回等表；台账本身不干净就不建。"""
    from yunnuo.flows.fsck import rebuild_records as rebuild

    rows = rebuild(open_records(workspace))
    typer.echo(f"已从台账重建 {rows:,} 行。")


@app.command("lists")
def show_lists(workspace: WorkspaceOption = DEFAULT_WORKSPACE, *, as_json: JsonOption = False) -> None:
    """列出交出去过的名单：名字、时间、目的、渠道、人数。"""
    from yunnuo.flows.evidence_files import describe_lists

    open_records(workspace)
    rows = describe_lists(open_words())
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['name']}　{row['at']}　{row['purpose_zh']}　{row['channel_zh']}　{row['count']:,} 人")
    if not rows:
        typer.echo("还没有交出过名单（yunnuo screen … 得到的可联系名单会记在这里）。")


@app.command("keys")
def show_keys(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    *,
    rotate: Annotated[bool, typer.Option("--rotate", help="换一把新的签名密钥；旧的检查点仍然有效。")] = False,
) -> None:
    """列出签名公钥的指纹；请用别的途径（公告、合同）告诉要核对的人。"""
    from yunnuo.flows.evidence_files import rotate_keys
    from yunnuo.protect.signing import open_signing

    records = open_records(workspace)
    ring = rotate_keys(records, now=read_clock()) if rotate else open_signing(records.keys)
    for number, public in enumerate(ring.publics, start=1):
        mark = "在用" if number == len(ring.publics) else "已换下，它签过的仍然有效"
        typer.echo(f"第 {number} 把　{public.name}　{public.fingerprint}　{mark}")


@app.command("verifier")
def write_verifier(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="写到哪个文件夹。")],
) -> None:
    """写出核对程序 verify.py 和 verify.html，给检查的人自己留一份，不必用包里的。"""
    from yunnuo.evidence.handout import build_page, build_program
    from yunnuo.flows.evidence_files import write_new

    write_new(out / "verify.py", build_program())
    write_new(out / "verify.html", build_page())
    typer.echo(f"已写出 verify.py 和 verify.html 到 {out.name}。")


def _refuse_several(given: Sequence[str | None]) -> None:
    """Raise InputError unless exactly one subject is named."""
    if sum(map(bool, given)) != 1:
        from yunnuo.terms.errors import InputError

        person = "--phone、--email、--account、--receipt、--complaint（一个人）"
        todo = f"从 {person}、--list（一个名单）、--notice（一份告知）里只写一个"
        raise InputError("evidence.subject", "要说明证明什么，而且一次只证明一件", todo=todo)


def _tell_next(records: Workspace, out: Path, *, is_person: bool) -> Iterator[str]:
    """Yield what to do with a pack: try it, hand it over, and what the other side needs from elsewhere."""
    from yunnuo.protect.signing import open_signing

    yield f"先自己核对一遍：yunnuo evidence verify {shlex.quote(str(out))}"
    yield "再把这个文件原样交给对方（不解压，也不重新压缩）。对方取出里面的 verify.html，用浏览器打开，"
    yield "把整个文件拖进去就能核对：不用装允诺，也不用联网。别的办法写在里面的 README.txt。"
    if is_person:
        yield "里面有此人的记录（没有号码和姓名），只交给本人，或者有权查看的人。"
    yield "下面两样请用别的途径给（合同、公告、以前的信），对方拿到了，核对才不只凭包里自己的话："
    yield f"  密钥指纹　{open_signing(records.keys).current.public.fingerprint}"
    yield "  以前存在别处的检查点　没有的话，从现在起每天 yunnuo evidence checkpoint --to DIR"
