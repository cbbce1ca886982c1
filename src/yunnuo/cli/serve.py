"""`yunnuo serve`: the pages for individuals, from one process; one workspace, no other server needed."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path  # noqa: TC003  # typer reads it when the command is made
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from yunnuo.cli.common import DEFAULT_WORKSPACE, WorkspaceOption, open_records
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

THREADS = 4
LAST_PORT = 65_535


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("serve")(serve_pages)


def serve_pages(
    bind: Annotated[
        str, typer.Option("--bind", metavar="HOST:PORT", help="在哪个地址上提供；本机以外要设 YUNNUO_ORIGIN。")
    ] = "127.0.0.1:8000",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """提供给个人看的页面：告知、选择、撤回、查看和凭证（浏览器打开 /me/）。"""
    host, port = read_bind(bind)
    check_exposure(host, os.environ)
    _open_first(workspace)
    _say_start(host, port)
    _run_server(host, port)


def read_bind(bind: str) -> tuple[str, int]:
    """Return host and port of `HOST:PORT`; raise InputError for anything else."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) <= LAST_PORT:
        raise InputError("serve.bind", "选项 --bind 要写成 主机:端口", todo="如 --bind 127.0.0.1:8000")
    return host.strip("[]"), int(port)


def check_exposure(host: str, environment: Mapping[str, str]) -> None:
    """Refuse to serve other machines without saying at which address: cookies must know whether they are safe there."""
    origin = environment.get("YUNNUO_ORIGIN", "")
    parts = urlsplit(origin)
    if origin and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
        raise InputError("serve.origin", "YUNNUO_ORIGIN 写得不对", todo="写成 https://域名，后面不要写路径")
    if not origin and not _is_loopback(host):
        why = "别的机器也能打开，要知道用户看到的网址"
        todo = "设成 https://域名，或只绑定 127.0.0.1"
        raise InputError("serve.origin", "没有设置 YUNNUO_ORIGIN", why=why, todo=todo)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _open_first(workspace: Path) -> None:
    """Open the workspace and load the pages here.

    What is wrong is told in the right words, and a worker that is forked has everything at hand.
    """
    open_records(workspace, new=True)
    os.environ["YUNNUO_WORKSPACE"] = str(workspace)
    from django.db import connections

    from yunnuo.web import urls, wsgi  # noqa: F401  # loading them is the purpose

    connections.close_all()


def _say_start(host: str, port: int) -> None:
    origin = os.environ.get("YUNNUO_ORIGIN", "").rstrip("/") or f"http://{host}:{port}"
    typer.echo(f"正在提供 {origin}/me/ ，按 Ctrl-C 停止。")
    if os.environ.get("YUNNUO_CODE_SENDER", "console") == "console":
        typer.echo("验证码只显示在这个窗口里（console），正式使用前要换成真的发送方式。", err=True)


def _run_server(host: str, port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "yunnuo.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
    )
    server.serve()
