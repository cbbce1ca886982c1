"""WeChat ids: wxid_..., or what follows 微信, 加V, vx and the many disguises of the word.

It must never take a size or a model after the letter V for an id: an id begins with a letter and has six signs or more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "wechat"
EXAMPLE: Final = "wxid_abcdefgh12345"
SOURCE: Final = "WeChat's own rule: 6 to 20 letters, digits, _ and -, a letter or _ first; cues: buyers' remarks"
LIMITS: Final = "An id of digits alone is taken only after the word 微信. Masks leave the first and the last two signs."
FEWEST: Final = 0
CUES: Final = (
    *(
        "微",
        "薇",
        "威",
        "维",
        "徽",
        "卫",
        "魏",
        "巍",
        "wx",
        "vx",
        "v",
        "wechat",
        "weixin",
        "企微",
        "➕",
        "绿泡",
        "绿色软件",
    ),
)

_ID: Final = r"[A-Za-z_][A-Za-z0-9_*-]{4,22}[A-Za-z0-9_*]"
_SURE: Final = re.compile(r"(?:\b|_)(wxid_[0-9A-Za-z]{6,22})\b|\b(gh_[0-9a-f]{12})\b", re.ASCII)
_JOIN: Final = (
    r"(?:id|号码|帐号|账号|号|同号|名|联系)?(?:是|为)?[ :：=,，、.。~～♥❤+➕➡→>-]{0,4}"
    r"(?:\(|（|【|\[|“|\"|')? ?"
)
_WORD: Final = (
    r"(?:[微薇威维徽卫巍徴](?:信|心|欣|xin|x|hao|❤|♥)|魏[信欣心]|企微|wechat|weixin|wei ?xin|[加➕+] ?[微薇威维]"
    r"|卫星号?|[微薇威][ :：]|加我 ?v|[+➕]? ?(?:v信|\bv ?x|\bw ?x)|绿泡泡|绿色软件"
    r"|[➕+加] ?[vVＶ](?:[xX信我])?|v(?:♥|❤|信|心)|\bv ?[:：]|\bv信?号)"
)
_FINDER: Final = re.compile(
    rf"{_WORD}(?:我|你|一下|下|个|好友|朋友|客服|她|他|老公|老婆)?{_JOIN}({_ID})", re.IGNORECASE | re.ASCII
)
_NUMBERS: Final = re.compile(
    r"(?:微信|薇信|威信|wechat|vx|wx)(?:id|号码|号)?(?:是|为)?[ :：=]{0,3}([0-9][0-9_-]{4,18}[0-9])", re.IGNORECASE
)
_WHOLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{5,19}|wxid_[0-9a-z]{10,20}")
_PHONE: Final = re.compile(r"[A-Za-z]{0,4}[:.]?(?:(?:86)?1[3-9][0-9-]{9,11}|0[0-9-]{9,13}|[48]00-?[0-9]{3}-?[0-9]{4})")
_MAIL_SIGN: Final = frozenset("@")
_HAS_SIGN: Final = re.compile(r"[0-9_*-]")
# Words that follow 微信 and are no id.
_WORDS: Final = frozenset(
    {"wechat", "weixin", "iphone", "huawei", "xiaomi", "android", "samsung", "please", "thanks", "taobao", "alipay"}
)


def compact(text: str) -> str:
    """Return the id as typed, half-width, without blanks."""
    return fold_text(text).replace(" ", "")


def is_valid(text: str) -> bool:
    """Return whether the whole text can be a WeChat id."""
    return bool(_WHOLE.fullmatch(compact(text)))


def mask(text: str) -> str:
    """Return the first sign and the last two."""
    return show_ends(compact(text), 1, 2)


def find(text: Folded) -> Iterator[Span]:
    """Yield ids that are sure by their form or announced by a word."""
    folded = text.text
    for match in _SURE.finditer(folded):
        place = 1 if match.group(1) else 2
        yield Span(match.start(place), match.end(place), KIND, "wxid", 0.98)
    for match in _FINDER.finditer(folded):
        start, end = match.span(1)
        if _is_id(match.group(1)) and folded[end : end + 1] not in _MAIL_SIGN:
            yield Span(start, end, KIND, "masked" if "*" in match.group(1) else "custom", 0.946)
    for match in _NUMBERS.finditer(folded):
        start, end = match.span(1)
        bare = match.group(1)
        if not _PHONE.fullmatch(bare) and folded[end : end + 1] not in _MAIL_SIGN:
            yield Span(start, end, KIND, "digits", 0.9)


def _is_id(text: str) -> bool:
    return text.lower() not in _WORDS and not _PHONE.fullmatch(text)
