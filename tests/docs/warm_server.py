"""A process that has read what every command reads, and forks for each: a page's commands need not load it again.

It takes one request a line on its input, `{"argv", "folder", "environment", "output"}`, runs the command in a child
that has that folder and environment and writes to that file, and answers with the exit code, one line each.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any

# Libraries that commands load when they need them; loading them starts no thread and reads no setting.
import altair as alt
import cryptography.hazmat.primitives.asymmetric.ed25519
import django.core.management
import django.db.models
import django.forms
import duckdb
import jinja2
import pyarrow.compute
import pyarrow.parquet
import python_calamine
import sqlglot.optimizer
import xlsxwriter
import yaml

from yunnuo.cli.main import run
from yunnuo.rulebook.book import load_book

HELD = (alt, cryptography, django, duckdb, jinja2, pyarrow, python_calamine, sqlglot, xlsxwriter, yaml)


def serve_commands() -> None:
    """Answer requests until the input ends."""
    load_book()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run_command(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run_command(request: dict[str, Any]) -> None:
    """Become the command; never returns."""
    code: object = 1
    try:
        os.dup2(os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
        os.dup2(1, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
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
    serve_commands()
