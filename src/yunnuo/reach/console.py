"""One-time codes printed on the terminal of whoever runs the server: for trying the pages, never for real people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from yunnuo.people.keys import KeyKind

if TYPE_CHECKING:
    from yunnuo.people.keys import KeyValue

TAIL: Final = 2  # characters of the contact point that tell two codes apart


class ConsoleSender:
    """Prints each code on stderr, with the end of the number it would go to."""

    kinds: tuple[str, ...] = ("phone", "email")

    def send_code(self, key: KeyValue, code: str, minutes: int) -> None:
        """Print the code."""
        end = key.value.partition("@")[0][-TAIL:]
        print(  # noqa: T201  # the terminal is where this sender sends
            f"[验证码] {KeyKind(key.kind).zh}尾号 {end}：{code}（{minutes} 分钟内有效）", file=sys.stderr, flush=True
        )
