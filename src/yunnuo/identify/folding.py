"""One character becomes one character: full-width, circled and Chinese digits, mask signs, dashes, blanks.

Recognisers look at the folded text, and what they find stands at the same place in the original. It must never change
the length of a text, whatever letters, emoji or rare Han stand in it.
"""

from __future__ import annotations

import re
from typing import Final

_ASCII: Final = range(0x21, 0x7F)
_FULL_TO_HALF: Final = 0xFEE0  # how far the full-width forms stand from ASCII
_MATHEMATICAL: Final = 0x1D7CE  # five alphabets of ten digits each
# Ten digits each, from 0 to 9; a blank where the set has no such sign.
_DIGIT_SETS: Final = ("⓪①②③④⑤⑥⑦⑧⑨", " ❶❷❸❹❺❻❼❽❾", " ➀➁➂➃➄➅➆➇➈", " ➊➋➌➍➎➏➐➑➒", "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉", " ⑴⑵⑶⑷⑸⑹⑺⑻⑼")
_DASHES: Final = "－—–‐‑‒―−﹣─"
_STARS: Final = "＊●•∗✱✳⁎﹡※○◦■█×Ｘ"
# Blanks, and what hides between digits: joiners, and the two signs that make a keycap emoji of a digit.
_BLANKS: Final = "\u3000\xa0\u2002\u2003\u2009\u200a\u200b\u200c\u200d\u2060\ufeff\ufe0f\u20e3\x00\t"
_DOTS: Final = {"·": ".", "・": ".", "。": "。", "，": ",", "、": "、", "﹫": "@", "﹒": "."}
_PLAIN: Final[dict[int, str]] = {
    **{code + _FULL_TO_HALF: chr(code) for code in _ASCII},
    **{ord(sign): str(value) for signs in _DIGIT_SETS for value, sign in enumerate(signs) if sign != " "},
    **{_MATHEMATICAL + place: str(place % 10) for place in range(50)},
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _STARS), "*"),
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **{ord(sign): plain for sign, plain in _DOTS.items()},
}
GAPS: Final = " ._/~*-"  # what may stand between the digits of a number in folded text; the dash last, as in a pattern
# Signs beyond the first plane as one range: each of its own would be compared with every character.
_RARE: Final = re.compile(
    f"[{re.escape(''.join(chr(code) for code in _PLAIN if code < _MATHEMATICAL))}\U0001d7ce-\U0001d7ff]"
)
# 幺, 洞, 拐, 勾 are how digits are read aloud; O and l are how they are disguised.
_WORDS: Final = (
    "零〇洞○OoＯ",
    "一壹幺弌lIｌ",
    "二贰两貳",
    "三叁參",
    "四肆",
    "五伍",
    "六陆陸",
    "七柒拐",
    "八捌",
    "九玖勾",
)
HAN_DIGITS: Final = "零〇洞一壹幺弌二贰两貳三叁參四肆五伍六陆陸七柒拐八捌九玖勾"
_SPOKEN: Final[dict[int, str]] = {ord(word): str(value) for value, words in enumerate(_WORDS) for word in words}
_ANY_DIGIT: Final = f"[{HAN_DIGITS}0-9]"
# A numeral in company of others; a lone 一 in a sentence is no number.
_HAS_HAN: Final = re.compile(
    f"[{HAN_DIGITS}][ .-]?{_ANY_DIGIT}[ .-]?{_ANY_DIGIT}|[0-9][ .-]?[0-9][ .-]?[{HAN_DIGITS}]|[0-9][OolI][0-9OolI]"
)
_MASK_X: Final = re.compile("(?:[0-9*][ -]?[xX]{2,12}|[xX]{3,12}[ -]?[0-9])")
_NOT_X: Final = str.maketrans({"x": "*", "X": "*"})
_TOGETHER: Final = re.compile(r"[0-9*](?:[ ._()/~-]{0,2}[0-9*]){0,31}")
_SPOKEN_SIGN: Final = re.compile(f"[{HAN_DIGITS}OolI]")


def list_signs(plain: str) -> str:
    """Return the signs of `plain` and every sign that folding turns into one of them."""
    return plain + "".join(chr(code) for code, folded in _PLAIN.items() if folded in plain)


def list_digits(value: int) -> str:
    """Return every sign that folding turns into a digit, and every word and letter that stands for it."""
    return list_signs(str(value)) + _WORDS[value]


class Folded:
    """A text with its folded twins, each as long as the original.

    `text`: half-width letters and digits, `-` for dashes, `*` for mask signs, a space for every blank. `low`: the same
    in small letters, as long as the rest. `count`: how long the longest row of
    digits and mask signs is, separators counted too. `spoken`: `text` with Chinese numerals and disguised digits as
    digits; `` when nothing is written so. `memo`: what recognisers share of one text.
    """

    __slots__ = ("count", "low", "memo", "original", "spoken", "text")

    def __init__(self, original: str) -> None:
        text = original if original.isascii() else _fold_signs(original)
        low = _lower_text(text)
        if "xx" in low:
            text = _MASK_X.sub(_star_run, text)
            low = _lower_text(text)
        together = _TOGETHER.findall(text)
        self.original = original
        self.text = text
        self.low = low
        self.count = max(map(len, together)) if together else 0
        self.spoken = text.translate(_SPOKEN) if _SPOKEN_SIGN.search(text) and _HAS_HAN.search(text) else ""
        self.memo: dict[str, list[tuple[int, int, str]]] = {}


def fold_text(text: str) -> str:
    """Return the folded text; its length does not change."""
    return Folded(text).text


def fold_spoken(text: str) -> str:
    """Return the folded text with Chinese numerals as digits; its length does not change."""
    return Folded(text).text.translate(_SPOKEN)


def _fold_signs(text: str) -> str:
    # The marks nearly every text has are cheaper to replace one by one; then most texts need no table.
    text = text.replace("，", ",").replace("：", ":").replace("（", "(").replace("）", ")").replace("～", "~")
    return text.translate(_PLAIN) if _RARE.search(text) else text


def _lower_text(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)


def _star_run(match: re.Match[str]) -> str:
    return match.group().translate(_NOT_X)
