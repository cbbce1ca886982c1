"""Identifiers a platform gives its users: openid, unionid, ouid, oaid of orders, external_userid.

It must never take a hash without its name for a user, but for WeChat's own openid, whose shape is sure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "open_id"
EXAMPLE: Final = "oABCD1234efgh5678IJKL9012mno"
SOURCE: Final = "Open platforms of WeChat (28 signs, o first), WeCom (wm/wo, 32 signs), Taobao, Douyin, Xiaohongshu"
LIMITS: Final = "Other identifiers need their name. Masks leave the first four signs."
FEWEST: Final = 0
CUES: Final = ("openid", "unionid", "open_id", "union_id", "ouid", "oaid", "omid", "userid", "user_id", "wm", "wo", "o")

_WECHAT: Final = re.compile(r"\b(o[A-Za-z0-9_-]{27})(?:\b|$)", re.ASCII)
_WECOM: Final = re.compile(r"\b(w[mo][A-Za-z0-9_-]{30})(?:\b|$)", re.ASCII)
_TOLD: Final = re.compile(
    r"(?:open_?id|union_?id|ouid|oaid|omid|external_userid|user_?id|xid_buyer|doudian_open_id)(?:是|为)?[\"' :：=]{0,4}"
    r"([A-Za-z0-9_+/=-]{12,128})",
    re.ASCII | re.IGNORECASE,
)
_CHANGES: Final = re.compile(r"[A-Z].*[a-z]|[a-z].*[A-Z]|[0-9]")


def compact(text: str) -> str:
    """Return the identifier half-width, without blanks; letter case matters."""
    return fold_text(text).replace(" ", "")


def is_valid(text: str) -> bool:
    """Return whether the whole text has the shape of a WeChat or WeCom identifier."""
    value = compact(text)
    return bool(_WECHAT.fullmatch(value) or _WECOM.fullmatch(value)) and _is_mixed(value)


def mask(text: str) -> str:
    """Return the first four signs."""
    return show_ends(compact(text), 4, 0)


def find(text: Folded) -> Iterator[Span]:
    """Yield identifiers."""
    folded = text.text
    for finder in (_WECHAT, _WECOM):
        for match in finder.finditer(folded):
            if _is_mixed(match.group(1)):
                yield Span(match.start(1), match.end(1), KIND, "plain", 0.95)
    for match in _TOLD.finditer(folded):
        yield Span(match.start(1), match.end(1), KIND, "told", 0.955)


def _is_mixed(value: str) -> bool:
    """Return whether letters of both cases or digits make a word of a language unlikely."""
    return any(sign.isdigit() for sign in value) and any(sign.isupper() for sign in value)
