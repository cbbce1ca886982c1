"""A full disk, at every moment of a screening: one line, exit code 2, nothing written; afterwards it works again."""

from __future__ import annotations

import errno
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli_desk import SMS, find_canaries, list_names, refuse, succeed

from yunnuo.flows import outputs

if TYPE_CHECKING:
    from collections.abc import Callable

FULL = OSError(errno.ENOSPC, "No space left on device")


def raise_full(*_arguments: object, **_options: object) -> None:
    """Stand in for a write for which there is no room."""
    raise FULL


@pytest.fixture
def order(brand: Path) -> tuple[object, ...]:
    """Return a screening that works."""
    return ("screen", brand / "files/orders/youzan_orders.csv", *SMS, "--out", "结果", "--workspace", brand)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (Path, "mkdir"),
        (outputs, "write_decisions"),
        (outputs, "write_permitted"),
        (outputs, "render_report"),
        (outputs, "_certificate"),
        (Path, "rename"),
    ],
)
def test_every_moment(
    owner: object, name: str, order: tuple[object, ...], desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever output finds no room, none is left."""
    before = list_names(desk)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, raise_full)
        told = refuse(*order)

    assert "磁盘空间不足" in told
    assert before == list_names(desk)


@pytest.mark.parametrize("size", [1 << 10, 40 << 10])
def test_no_file_may_grow(size: int, order: tuple[object, ...], desk: Path) -> None:
    """Where the system lets no file grow beyond a size, whoever writes it, the answer is the same."""
    forbid: Callable[[], None] = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
    done = subprocess.run(
        [sys.executable, "-m", "yunnuo.cli", *map(str, order)],
        preexec_fn=forbid,
        capture_output=True,
        text=True,
        check=False,
    )

    assert not (desk / "结果").exists()
    assert not (desk / ".结果.partial").exists()
    assert 2 == done.returncode, done.stderr
    assert "空间不足" in done.stderr
    assert "Traceback" not in done.stderr
    assert [] == find_canaries(done.stderr)
    succeed(*order)
