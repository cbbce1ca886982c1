"""`python -m yunnuo.cli` is `yunnuo`."""

from yunnuo.cli.main import run

run()
