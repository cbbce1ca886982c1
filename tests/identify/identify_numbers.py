"""Generators of valid numbers in every way people write them, and of Chinese text to hide them in.

Each strategy draws (text of the value, kind). Phones come from the demo room's block, identity numbers from its region
that is assigned to nobody but for the province sign a real one needs.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from yunnuo.demo.people import phone_number
from yunnuo.identify.check_digits import is_identity_check, is_luhn

_HAN: Final = "〇一二三四五六七八九"
_SPOKEN: Final = "零幺二三四五六七八九"
_FULL: Final = "０１２３４５６７８９"
_CIRCLED: Final = "⓪①②③④⑤⑥⑦⑧⑨"
_FILL: Final = st.text(alphabet="请发顺丰谢老板放门口快递不要邮政，。！ 😀𠮷𪚥👍\n", max_size=20)
_PROVINCES: Final = ("11", "33", "44", "65", "81")
_BANKS: Final = ("622200", "621700", "622848", "621226")
_PLATE_LETTERS: Final = "ABCDEFGH"


def write_phone(number: str, form: str) -> str:
    """Return the 11 digits in one of the forms of `PHONE_FORMS`."""
    head, middle, tail = number[:3], number[3:7], number[7:]
    figures = {"chinese": _HAN, "spoken": _SPOKEN, "fullwidth": _FULL, "circled": _CIRCLED}
    if form in figures:
        return "".join(figures[form][int(digit)] for digit in number)
    joined = {
        "plain": number,
        "spaced": f"{head} {middle} {tail}",
        "dashed": f"{head}-{middle}-{tail}",
        "dotted": f"{head}.{middle}.{tail}",
        "split": f"{number[:7]} {tail}",
        "single": " ".join(number),
        "prefixed": f"+86{number}",
        "prefix_blank": f"+86 {number}",
        "zeros": f"0086{number}",
        "masked": f"{head}****{tail}",
        "masked_full": f"{head}＊＊＊＊{tail}",
        "masked_x": f"{head}xxxx{tail}",
        "masked_dot": f"{head}●●●●{tail}",
        "masked_long": f"1********{tail[-2:]}",
        "mixed": number[:7] + "".join(_HAN[int(digit)] for digit in tail),
    }
    return joined[form]


PHONE_FORMS: Final = (
    *("plain", "spaced", "dashed", "dotted", "split", "single", "prefixed", "prefix_blank", "zeros", "masked"),
    *("masked_full", "masked_x", "masked_dot", "masked_long", "mixed", "chinese", "spoken", "fullwidth", "circled"),
)


@st.composite
def phones(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a mobile number in one of the forms."""
    number = phone_number(random.Random(draw(st.integers(0, 10**6))))  # noqa: S311  # not a secret
    return write_phone(number, draw(st.sampled_from(PHONE_FORMS))), "phone"


@st.composite
def virtual_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a virtual number with its extension."""
    number = phone_number(random.Random(draw(st.integers(0, 10**6))))  # noqa: S311
    join = draw(st.sampled_from(["-", "转", " 转 ", "#", "_", "分机", ",", "－"]))
    return f"{number}{join}{draw(st.integers(1000, 9999))}", "virtual_number"


@st.composite
def identities(draw: st.DrawFn) -> tuple[str, str]:
    """Draw an identity number with a right check character, plain, spaced, full-width or masked."""
    day = date(1940, 1, 1) + timedelta(days=draw(st.integers(0, 30_000)))
    body = f"{draw(st.sampled_from(_PROVINCES))}0000{day:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    number = next(body + check for check in "0123456789X" if is_identity_check(body + check))
    forms = {
        "plain": number,
        "small": number.lower(),
        "spaced": f"{number[:6]} {number[6:14]} {number[14:]}",
        "masked": f"{number[:6]}********{number[14:]}",
        "ends": f"{number[0]}{'*' * 16}{number[-1]}",
        "stars": f"{number[:4]}{'＊' * 10}{number[14:]}",
    }
    return draw(st.sampled_from(sorted(forms.values()))), "id_card"


@st.composite
def cards(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a bank card with a right check digit, plain, spaced, dashed or masked."""
    body = f"{draw(st.sampled_from(_BANKS))}{draw(st.integers(0, 10**12 - 1)):012d}"
    number = next(body + check for check in "0123456789" if is_luhn(body + check))
    groups = [number[place : place + 4] for place in range(0, len(number), 4)]
    forms = (
        number,
        " ".join(groups),
        "-".join(groups),
        f"{number[:6]}{'*' * 9}{number[-4:]}",
        f"{number[:4]} **** **** {number[-4:]}",
    )
    return draw(st.sampled_from(forms)), "bank_card"


@st.composite
def plates(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a plate, ordinary or new energy."""
    head = draw(st.sampled_from("京沪粤浙苏川")) + draw(st.sampled_from(_PLATE_LETTERS))
    tail = f"{draw(st.integers(0, 99_999)):05d}"
    tail = draw(st.sampled_from([tail, "D" + tail, tail[:4] + draw(st.sampled_from(_PLATE_LETTERS))]))
    return head + draw(st.sampled_from(["", "·", "-"])) + tail, "plate"


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, str]:
    """Draw an e-mail address."""
    local = draw(st.from_regex(r"[a-z][a-z0-9]{2,10}", fullmatch=True))
    sign = draw(st.sampled_from(["@", "＠", "(at)", "[at]"]))
    return f"{local}{sign}{draw(st.sampled_from(['qq.com', '163.com', 'example.com.cn']))}", "email"


@st.composite
def hidden_numbers(draw: st.DrawFn) -> tuple[str, int, int, str]:
    """Draw (text, start, end, kind): a number inside Chinese text with emoji and rare Han at its edges."""
    kinds = st.one_of(phones(), virtual_numbers(), identities(), cards(), plates(), addresses())
    value, kind = draw(kinds)
    before, after = draw(_FILL), draw(_FILL)
    return before + value + after, len(before), len(before) + len(value), kind
