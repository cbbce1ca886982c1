"""Senders of one-time codes: what every sender offers, and the one registry of them.

A sender hands over a code and nothing else: no advertisement, no name of a shop's campaign. It must never write the
contact point or the code anywhere but to where they are sent. A new sender is one class and one line in `SENDERS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from yunnuo.reach.console import ConsoleSender
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.people.keys import KeyValue


class CodeSender(Protocol):
    """Sends a code to a contact point; `kinds` are the kinds of key it can reach."""

    kinds: tuple[str, ...]

    def send_code(self, key: KeyValue, code: str, minutes: int) -> None:
        """Send the code, good for so many minutes; raise RefusedError when it cannot be sent."""


SENDERS: Final[dict[str, Callable[[], CodeSender]]] = {
    "console": ConsoleSender,
}


def choose_sender(name: str) -> CodeSender:
    """Return the sender of a name; raise InputError when there is none."""
    if name not in SENDERS:
        raise InputError("reach.sender", "没有这个验证码发送方式", todo=f"从这些里选：{'、'.join(SENDERS)}")
    return SENDERS[name]()
