"""A process that has read what every command reads, and forks for each: a page's commands need not load it again.

It listens on the socket its argument names. A request is `{"argv", "folder", "environment"}` with the three standard
streams of whoever asks; the command runs in a child that has all of these, and its exit code is the answer. It ends
when its own input does. Whoever asks is `warm_client.py`, called `yunnuo`: a shell finds nothing unusual.
"""

from __future__ import annotations

import json
import os
import select
import socket
import sys
import traceback
from contextlib import suppress
from typing import Any

# Libraries that commands load when they need them; loading them starts no thread and opens no records.
import adbc_driver_sqlite.dbapi
import altair as alt
import cryptography.hazmat.primitives.asymmetric.ed25519
import django.core.management
import django.db.models
import django.forms
import duckdb
import fpdf
import jinja2
import pyarrow.compute
import pyarrow.parquet
import python_calamine
import sqlglot.optimizer
import xlsxwriter
import yaml

import yunnuo.flows.identifying
import yunnuo.flows.notice_publish
import yunnuo.flows.screen
from yunnuo.cli.main import run
from yunnuo.identify.sensitive.inference import shipped_dictionary
from yunnuo.rulebook.book import load_book

HELD = (adbc_driver_sqlite, alt, cryptography, django, duckdb, fpdf, jinja2, pyarrow, python_calamine, sqlglot, yunnuo)
ALSO_HELD = (xlsxwriter, yaml)


def serve_commands(address: str) -> None:
    """Answer requests, several at a time, until the input ends."""
    load_book()
    shipped_dictionary()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            asking, _ = listening.accept()
            with asking:
                if os.fork() == 0:
                    _answer(asking)
            _bury_children()


def _bury_children() -> None:
    """Let go of the children that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _answer(asking: socket.socket) -> None:
    """Run what is asked for in a child, tell how it ended, and end."""
    _, streams, _, _ = socket.recv_fds(asking, 1, 3)
    with asking.makefile("r", encoding="utf-8") as text:
        request = json.loads(text.read())
    child = os.fork()
    if child == 0:
        asking.close()
        _run_command(request, streams)
    _, status = os.waitpid(child, 0)
    asking.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _run_command(request: dict[str, Any], streams: list[int]) -> None:
    """Become the command; never returns."""
    code: object = 1
    try:
        for place, stream in enumerate(streams):
            os.dup2(stream, place)
            os.close(stream)
        # Made anew, as for any process: the old ones believe they lead where the server's lead.
        sys.stdin, sys.stdout = open(0, encoding="utf-8"), open(1, "w", encoding="utf-8")  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115
        os.chdir(request["folder"])
        settings = os.environ["DJANGO_SETTINGS_MODULE"]  # as loading the flows has set it
        os.environ.clear()
        os.environ.update(request["environment"] | {"DJANGO_SETTINGS_MODULE": settings})
        sys.argv = request["argv"]
        run()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    serve_commands(sys.argv[1])
