"""A request to stop that somebody swallowed is made again; one that was heard is not."""

from __future__ import annotations

import os
import signal
import time

import pytest

from yunnuo.cli.failures import watch_signals


class _Closing:
    """Something whose end is interrupted, where Python lets no exception out."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.001)  # the handler runs in here


def _end_closing() -> None:
    held = _Closing()
    del held
    _wait(10)


def _press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    _wait(10)


def _wait(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.001)


def test_swallowed_request_is_made_again() -> None:
    """Ctrl-C that hits a destructor still ends what comes after it."""
    with watch_signals() as seen, pytest.raises(KeyboardInterrupt):
        _end_closing()

    assert [signal.SIGINT] * 2 == seen


def test_heard_request_is_made_once() -> None:
    """Ctrl-C that was heard does not disturb the clearing up that follows."""
    with watch_signals() as seen:
        with pytest.raises(KeyboardInterrupt):
            _press()
        _wait(0.1)

    assert [signal.SIGINT] == seen
