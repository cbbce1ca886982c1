"""E-mail addresses, glued to Chinese, full-width, or written with [at], (at), # or blanks round the sign.

It must never swallow the Chinese words before an address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "email"
EXAMPLE: Final = "zhang.san@example.com"
SOURCE: Final = "RFC 5322 dot-atom; disguises: buyers' remarks"
LIMITS: Final = "Quoted local parts and Chinese domains are not taken. Masks leave the first letter and the domain."
FEWEST: Final = 0
CUES: Final = ("@", "at", "#", "艾特", "圈")

_TOP: Final = (
    r"(?:com|cn|net|org|edu|gov|info|cc|co|io|top|vip|xyz|biz|name|mobi|tv|asia|ltd|club|shop|site|email|work|wang"
    r"|online|tech|store|[a-z]{2})"
)
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = re.compile(rf" ?(?:{_LABEL}(?: ?\. ?|点)){{1,4}}{_TOP}\b", re.ASCII | re.IGNORECASE)
_KNOWN: Final = re.compile(
    r" ?(?:(?:vip\.)?(?:qq|163|126|sina|139|189|sohu)|foxmail|gmail|hotmail|outlook|yeah|icloud|aliyun|yahoo|live|tom"
    r"|wo|msn)(?:\.| ?点 ?)(?:com|cn|net)(?:\.cn)?\b",
    re.ASCII | re.IGNORECASE,
)
# The sign between the two halves; the disguised ones count only where a well-known domain follows.
_AT: Final = re.compile(r"@|[\[({<【] ?(?:at|@|艾特|圈a) ?[\])}>】]", re.IGNORECASE)
_ODD_AT: Final = re.compile(r"#|艾特|圈[aA]?|\bat\b", re.ASCII | re.IGNORECASE)
# Read from right to left.
_LOCAL: Final = re.compile(r"([ ]{0,1})([A-Za-z0-9_*-](?:[A-Za-z0-9._%+*-]{0,62}[A-Za-z0-9_*])?)", re.ASCII)
_LONGEST: Final = 66
_WHOLE: Final = re.compile(
    r"[A-Za-z0-9_*][A-Za-z0-9._%+*-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12}", re.ASCII
)


def compact(text: str) -> str:
    """Return the address in small letters with one plain @ and plain dots."""
    folded = fold_text(text.strip())
    plain = _AT.sub("@", folded)
    if "@" not in plain:
        plain = _ODD_AT.sub("@", folded)
    return plain.replace(" ", "").replace("点", ".").lower()


def is_valid(text: str) -> bool:
    """Return whether the whole text is one address."""
    return bool(_WHOLE.fullmatch(compact(text)))


def mask(text: str) -> str:
    """Return the first letter and the domain."""
    local, _, domain = compact(text).partition("@")
    return f"{show_ends(local, 1, 0)}@{domain}"


def find(text: Folded) -> Iterator[Span]:
    """Yield addresses, disguised and masked ones too."""
    for finder, domain in ((_AT, _DOMAIN), (_ODD_AT, _KNOWN)):
        yield from _find_around(text.text, finder, domain)


def _find_around(text: str, finder: re.Pattern[str], domain: re.Pattern[str]) -> Iterator[Span]:
    for sign in finder.finditer(text):
        left = _LOCAL.match(text[max(0, sign.start() - _LONGEST) : sign.start()][::-1])
        right = domain.match(text, sign.end())
        if not left or not right:
            continue
        start = sign.start() - left.end()
        whole = text[start : right.end()]
        yield Span(start, right.end(), KIND, _name_form(whole, left.group(2)), 0.97)


def _name_form(whole: str, local: str) -> str:
    if "*" in local:
        return "masked"
    return "plain" if _WHOLE.fullmatch(whole) else "disguised"
