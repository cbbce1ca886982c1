"""Nicknames that a word announces: 昵称, 网名, 买家, 旺旺, @ in a group.

It must never take the rest of a sentence: a nickname ends at a sign, a blank or a common word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.identify.folding import Folded

KIND: Final = "nickname"
EXAMPLE: Final = "清风徐来49"
SOURCE: Final = "Ways of naming a buyer in shop notes"
LIMITS: Final = "Only after a word such as 昵称; names chosen freely have no shape. Masks leave the first sign."
FEWEST: Final = 0
CUES: Final = ("昵称", "网名", "买家", "旺旺", "用户名", "账号", "帐号", "@", "id叫", "会员名")

_SIGN: Final = r"[\u4e00-\u9fffA-Za-z0-9_\-*\u3400-\u4dbf\U00020000-\U0002ebe0]"
_FINDER: Final = re.compile(
    rf"(?:(?:微信|淘宝|京东|抖音|买家|会员|用户)?(?:昵称|网名|用户名|会员名)"
    r"|旺旺(?:名|号|ID)?|和买家|群里 ?@|账号|帐号)"
    rf"(?:是|叫|为)?[ :：]{{0,2}}[\"“「]?({_SIGN}{{2,20}})"
)
_STOP: Final = re.compile(
    r"沟通|协商|反馈|确认|联系|已|的那|那个|收货|退款|下单|要求|申请|说|发|登录|登陆|密码|注销|绑定|异常|不是|没有|无法|不能|被|余额|安全"
)
_PLAIN_WORDS: Final = re.compile(
    r"秀|号|名|出售|出租|转让|租|卖|买|回收|交易|密码|安全|注册|登录|申请|代练|异常|被|留言|备注|地址|电话|姓名|们|您|你|我|他|她|好|亲|辛苦|谢谢|麻烦|即可|哦|吧|了"
)
_LEAST: Final = 2
_ID_LIKE: Final = re.compile(r"[A-Za-z0-9_.-]+@|1[3-9][0-9]{9}|[0-9]{5,}")


def compact(text: str) -> str:
    """Return the nickname without blanks around it."""
    return text.strip()


def is_valid(text: str) -> bool:
    """Return whether the whole text could be a nickname: two to twenty signs."""
    return bool(re.fullmatch(rf"{_SIGN}{{2,20}}", text.strip()))


def mask(text: str) -> str:
    """Return the first sign."""
    bare = compact(text)
    return bare[:1] + "*" * (len(bare) - 1) if len(bare) >= _LEAST else "*"


def find(text: Folded) -> Iterator[Span]:
    """Yield nicknames that a word announces."""
    folded = text.text
    for match in _FINDER.finditer(folded):
        start, end = match.span(1)
        stop = _STOP.search(folded, start + 1, end)
        end = stop.start() if stop else end
        value = folded[start:end]
        if len(value) >= _LEAST and not _PLAIN_WORDS.match(value) and not _ID_LIKE.match(value):
            yield Span(start, end, KIND, "masked" if "*" in value else "told", 0.72)
