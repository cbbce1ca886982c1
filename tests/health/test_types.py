"""Types are checked strictly, as one of the tests: the checker then shares the processors with the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def test_types_hold() -> None:
    """The checker of types has nothing to say of the product, the tests, the benchmarks and the scripts."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-pretty"], cwd=_ROOT, capture_output=True, text=True, check=False
    )

    assert 0 == done.returncode, done.stdout
