"""What the pages work with: an open workspace, the rulebook, a sender of codes and the clock; opened once a process."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.conf import settings

from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.flows.workspace import Workspace
    from yunnuo.reach.senders import CodeSender
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant


def read_clock() -> Instant:
    """Return the present instant; the only place where the pages read a clock."""
    return time.time_ns() // 1000


@dataclass(frozen=True)
class Desk:
    """The tools of one process."""

    workspace: Workspace
    sender: CodeSender
    clock: Callable[[], Instant] = field(default=read_clock)

    @cached_property
    def book(self) -> Book:
        """Return the shipped rulebook."""
        return load_book()

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the words of the rulebook."""
        return self.book.vocabulary


_OPEN: Final[dict[str, Desk]] = {}


def open_desk(desk: Desk) -> None:
    """Make this the desk of the process, and sign its forms with a key derived from the workspace's own."""
    settings.SECRET_KEY = hmac.digest(desk.workspace.ring.current.index_key, b"web\0forms", hashlib.sha256).hex()
    _OPEN["desk"] = desk


def find_desk() -> Desk:
    """Return the desk of the process."""
    return _OPEN["desk"]
