"""Asking for help costs nothing: the heavy libraries are imported only by the commands that need them.

How long it takes is measured in `benchmarks/`; here only the reason is checked.
"""

from __future__ import annotations

import subprocess
import sys

HEAVY = ["django", "duckdb", "pyarrow", "altair", "cryptography", "sqlglot", "jinja2", "psycopg", "docx", "z3"]
ASK_HELP = f"""
import sys
from yunnuo.cli.main import run
sys.argv = ["yunnuo", "--help"]
try:
    run()
except SystemExit as end:
    assert not end.code, end.code
print("imported:", *[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_help_imports_nothing_heavy() -> None:
    """`yunnuo --help` imports neither the web framework nor the column engine nor the drawing library."""
    done = subprocess.run([sys.executable, "-c", ASK_HELP], capture_output=True, text=True, check=False)

    assert (0, "imported:") == (done.returncode, done.stdout.splitlines()[-1] if done.stdout else done.stderr)


def test_answering_one_person_loads_no_recogniser() -> None:
    """A page that answers one individual needs no lists of names, numbers and goods: only whoever reads files does."""
    heavy = ("yunnuo.identify.recognizers", "yunnuo.identify.sensitive", "yunnuo.identify.text")
    asked = f"import sys, yunnuo.flows.one_person; print(*[name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stdout.strip())
