"""A process that grants and withdraws as fast as it can, and says on standard output what was acknowledged.

Arguments: workspace, number of the worker, how many events. One line for each event whose call returned: sequence,
phone number of the test's own counting, kind. The line is written after the call, so it may be missing for an event
that is there; never the other way round.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path


def main(folder: Path, worker: int, count: int) -> None:
    """Record events of a hundred shared phones until done or killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yunnuo.settings"
    os.environ["YUNNUO_WORKSPACE"] = str(folder)
    import django

    django.setup()
    from choice_desk import NOW, single_event

    from yunnuo.flows.one_event import record_events
    from yunnuo.flows.workspace import open_workspace

    workspace = open_workspace(folder)
    rng = random.Random(worker)  # noqa: S311  (which phone is next)
    for number in range(count):
        phone = rng.randrange(100)
        kind = "withdrawal" if rng.random() < 0.4 else "consent"
        at = NOW + number * 8 + worker
        (done,) = record_events(workspace, [single_event(kind, phone, at)], now=at)
        os.write(1, f"{done.seq} {phone} {kind}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
