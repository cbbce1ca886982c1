"""QQ numbers: 5 to 11 digits after QQ, 扣扣, 企鹅 and the disguises of the word.

It must never take a number without such a word before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import follows_amount, show_ends, squeeze_value
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "qq"
EXAMPLE: Final = "1234567890"
SOURCE: Final = "Tencent: 5 to 11 digits, no leading zero; cues: buyers' remarks"
LIMITS: Final = "Needs a word. A mobile number after it counts as a phone. Masks leave the first and the last two."
FEWEST: Final = 5
CUES: Final = ("qq", "q", "扣", "企鹅", "球球", "秋秋", "抠")

_WORD: Final = r"(?:q ?q|扣 ?扣|抠抠|企鹅|球球|秋秋|\bq ?[:：]|加 ?q|[➕+] ?q|扣|\bq)"
_JOIN: Final = r"(?:号码|帐号|账号|账户|号|群|群号|邮箱|是|为|联系|我|加|同号|客服)?(?:是|为)?[ :：=,，、.~+➕-]{0,4}"
_FINDER: Final = re.compile(
    rf"{_WORD}{_JOIN}([1-9][0-9]{{4,10}}|[1-9][0-9]{{0,4}}\*{{3,8}}[0-9]{{0,4}}|[1-9](?:[ -]?[0-9]){{4,10}})(?:\b|_)",
    re.IGNORECASE | re.ASCII,
)
_WHOLE: Final = re.compile(r"[1-9][0-9]{4,10}")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_BLOCKED: Final = ("元", "@")
_SMALL: Final = 6


def compact(text: str) -> str:
    """Return the digits."""
    return squeeze_value(fold_text(text))


def is_valid(text: str) -> bool:
    """Return whether the whole text can be a QQ number."""
    return bool(_WHOLE.fullmatch(compact(text)))


def mask(text: str) -> str:
    """Return the first digit and the last two."""
    return show_ends(compact(text), 1, 2)


def find(text: Folded) -> Iterator[Span]:
    """Yield the numbers that follow the word."""
    folded = text.text
    for match in _FINDER.finditer(folded):
        start, end = match.span(1)
        bare = compact(match.group(1))
        if _MOBILE.fullmatch(bare) or folded.startswith(_BLOCKED, end):
            continue
        if len(bare) < _SMALL and follows_amount(folded, end):
            continue
        form = "masked" if "*" in bare else "qq" if len(bare) == end - start else "spaced"
        yield Span(start, end, KIND, form, 0.945)
