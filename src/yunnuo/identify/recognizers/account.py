"""Accounts at platforms: tb..., jd_..., and what follows 支付宝账号, 淘宝号, 抖音号, 会员名.

It must never take a phone or an e-mail used as an account for an account: those are found as what they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "account"
EXAMPLE: Final = "tb123456789"
SOURCE: Final = "Default account names of Taobao (tb, t_) and JD (jd_), seen in exports; cues: buyers' remarks"
LIMITS: Final = "Chosen names need a word before them. Masks leave the first and the last sign."
FEWEST: Final = 0
CUES: Final = (
    *("tb", "jd_", "t_", "支付宝", "淘宝", "京东", "抖音", "快手", "小红书", "旺旺", "alipay", "会员", "账号", "帐号"),
    *("微博", "闲鱼", "拼多多", "pdd", "b站", "**"),
)

_DEFAULT: Final = re.compile(
    r"\b(tb[0-9]{6,12}(?:_[0-9]{2,4})?|jd_[0-9A-Za-z_-]{4,20}|t_[0-9]{10,16}_[0-9]{2,4}|pdd[0-9]{8,14})\b",
    re.ASCII | re.IGNORECASE,
)
_PLATFORM: Final = r"(?:支付宝|淘宝|天猫|京东|抖音|快手|小红书|旺旺|闲鱼|拼多多|微博|B站|b站|alipay|会员)"
_FINDER: Final = re.compile(
    rf"{_PLATFORM}(?:登录|会员)?(?:账号|帐号|账户|号码|号|名|ID|id|用户名)(?:是|为|叫)?[ :：=]{{0,3}}"
    r"([A-Za-z0-9_][A-Za-z0-9_.*-]{4,30}[A-Za-z0-9_*])",
    re.ASCII,
)
# One sign, three or more stars, one sign: how platforms print a buyer.
_MASKED: Final = re.compile(r"([A-Za-z\u4e00-\u9fff][0-9_]?\*{2,6}[A-Za-z0-9\u4e00-\u9fff])")
_MASKED_CUE: Final = re.compile(
    r"(?:账号|帐号|昵称|买家|会员|用户|旺旺|ID|id|@|网名|淘宝|京东|抖音|评论|粉丝)(?:名|号)?(?:是|为|叫)?[ :：]{0,2}$"
)
_WHOLE: Final = re.compile(r"tb[0-9]{6,12}|jd_[0-9A-Za-z_-]{4,20}|t_[0-9]{10,16}_[0-9]{2,4}", re.IGNORECASE)
_PHONE: Final = re.compile(r"(?:86)?1[3-9][0-9]{9}|1[3-9][0-9]\*{4,6}[0-9]{2,4}")
_LATIN_MASK: Final = re.compile(r"[A-Za-z][0-9_]?\*{3,6}[A-Za-z0-9]")
_LOOK_BACK: Final = 8


def compact(text: str) -> str:
    """Return the account in half-width signs, without blanks."""
    return fold_text(text).replace(" ", "")


def is_valid(text: str) -> bool:
    """Return whether the whole text is a default account name of Taobao or JD."""
    return bool(_WHOLE.fullmatch(compact(text)))


def mask(text: str) -> str:
    """Return the first and the last sign."""
    return show_ends(compact(text), 1, 1)


def find(text: Folded) -> Iterator[Span]:
    """Yield accounts that are sure by their form or announced by a word, and masked ones."""
    folded = text.text
    for match in _DEFAULT.finditer(folded):
        form = match.group(1)[:2].lower()
        yield Span(match.start(1), match.end(1), KIND, form, 0.95)
    for match in _FINDER.finditer(folded):
        if not _PHONE.fullmatch(match.group(1)) and not folded.startswith("@", match.end(1)):
            yield Span(match.start(1), match.end(1), KIND, "told", 0.947)
    if "**" in folded:
        yield from _find_masked(folded)


def _find_masked(folded: str) -> Iterator[Span]:
    for match in _MASKED.finditer(folded):
        start, end = match.span(1)
        told = _MASKED_CUE.search(folded[max(0, start - _LOOK_BACK) : start])
        alone = _LATIN_MASK.fullmatch(match.group(1)) and not _touches_latin(folded, start, end)
        if told or alone:
            yield Span(start, end, KIND, "masked", 0.92 if told else 0.8)


def _touches_latin(text: str, start: int, end: int) -> bool:
    sides = text[start - 1 : start] + text[end : end + 1]
    return any(sign.isascii() and (sign.isalnum() or sign in "*_") for sign in sides)
