"""How long `yunnuo --help` takes: median of fresh processes, against the goal of half a second."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 9
GOAL = 0.5


def measure_help() -> float:
    """Return the median seconds of `yunnuo --help` in a fresh process."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "yunnuo.cli", "--help"], check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    seconds = measure_help()
    print(f"yunnuo --help: {seconds:.3f} s (goal {GOAL} s)")
    sys.exit(seconds > GOAL)
