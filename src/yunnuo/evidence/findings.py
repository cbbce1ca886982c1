"""What a check finds: that something fits, does not fit, or could not be checked. Part of the verifier handed out.

Texts are for an inspector: Chinese, and never a content of a record.
"""

from __future__ import annotations

import struct
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

FITS, BROKEN, OPEN = "相符", "不符", "未核"
LIMITS: Final = (
    "相符的意思是：列出的记录确实在存证日志里，位置和内容都没有改过。\n"
    "本程序不能证明的：记录写下时说的是真话；这些就是全部的记录。"
)


class Finding(NamedTuple):
    """One thing that was looked at: `state` is FITS, BROKEN or OPEN (it could not be checked)."""

    state: str
    text: str


class Fault(ValueError):  # noqa: N818  (a finding on its way; the product never raises it to a person)
    """Something does not fit; the text says what."""


# What reading bytes made up by somebody else may raise; anything else is a defect of the verifier.
PROBLEMS: Final = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, struct.error)


def guard_check(title: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what a check finds; whatever it stumbles over is a finding too."""
    try:
        yield from check()
    except PROBLEMS as problem:
        yield Finding(BROKEN, f"{title}：{describe_problem(problem)}")


def describe_problem(problem: BaseException) -> str:
    """Return what is wrong, in Chinese; a text of Python's own is never shown."""
    return str(problem) if isinstance(problem, Fault) else "格式不对，读不出来"


def show_findings(findings: Sequence[Finding]) -> str:
    """Return the report an inspector reads."""
    broken, left = (sum(found.state == state for found in findings) for state in (BROKEN, OPEN))
    verdict = "成立：全部相符"
    if left:  # a forger's pack, sealed with a key of his own, is sound in itself: never call it proved
        verdict = f"没有发现不符，但有 {left} 处没有核对"
    if broken:
        verdict = f"不成立：有 {broken} 处不符"
    return "\n".join([*(f"【{found.state}】{found.text}" for found in findings), f"结论：{verdict}。", LIMITS, ""])


def show_moment(instant: int) -> str:
    """Return microseconds since 1970 in UTC as the time in Beijing."""
    return (datetime(1970, 1, 1) + timedelta(hours=8, microseconds=instant)).strftime("%Y-%m-%d %H:%M:%S")  # noqa: DTZ001
