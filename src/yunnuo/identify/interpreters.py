"""A second Python of our own, to share work with: the same interpreter and folders, and nothing of where it is started.

`-P` keeps files that lie in the working folder, a folder of downloads say, from being taken for modules.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any


def start_python(code: str, **pipes: Any) -> subprocess.Popen[Any]:
    """Start `code` in another process; `pipes` as `subprocess.Popen` takes them. Raises OSError when there is none.

    A group of its own: who presses Ctrl-C means this process, which ends the other one.
    """
    if not sys.executable:
        raise OSError("no interpreter")
    folders = os.pathsep.join(folder for folder in sys.path if folder)
    command = [sys.executable, "-P", "-c", code]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": folders}, process_group=0, **pipes)  # noqa: S603
