"""Invented numbers and accounts in every way people write them: label, form, writer. Check digits are right.

The same state of `rng` gives the same value. It must never use the product's own recognisers or lists, or a measurement
with it would only tell that they agree with themselves.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from yunnuo.demo.people import phone_number

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    Writer = Callable[[random.Random], str]

HAN: Final = "零一二三四五六七八九"
_SPOKEN: Final = "零幺二三四五六七八九"
_CAPITAL: Final = "零壹贰叁肆伍陆柒捌玖"
_WIDE: Final = "０１２３４５６７８９"
_CIRCLED: Final = "⓪①②③④⑤⑥⑦⑧⑨"
_AREAS: Final = ("010", "021", "0571", "0755", "028", "0512")
_ISSUERS: Final = ("622200", "621700", "622848", "621226")
_PLACES: Final = "京沪津渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_SIGNS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_REGIONS: Final = ("110000", "330000", "440000", "650000", "810000")
_DOMAINS: Final = ("example.com", "mail.example.com", "example.net", "example.com.cn", "example.org")
_SYLLABLES: Final = ("xiao", "ming", "lele", "anan", "sun", "moon", "star", "kk", "yu", "tian", "miao", "dou")
_FIRST_BIRTH: Final = date(1945, 1, 1)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_HEX: Final = "0123456789abcdef"


def _write_with(figures: str) -> Callable[[str], str]:
    return lambda text: "".join(figures[int(sign)] if sign.isdigit() else sign for sign in text)


def _join_phone(pattern: str) -> Writer:
    """Return a writer of a phone by a pattern: `a` the first three digits, `b` four, `c` four."""

    def write(rng: random.Random) -> str:
        phone = phone_number(rng)
        return "".join({"a": phone[:3], "b": phone[3:7], "c": phone[7:]}.get(sign, sign) for sign in pattern)

    return write


def _draw_digits(rng: random.Random, size: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(size))


def _draw_hex(rng: random.Random, size: int) -> str:
    return "".join(rng.choice(_HEX) for _ in range(size))


def _write_mixed(rng: random.Random) -> str:
    phone, at = phone_number(rng), rng.randint(3, 8)
    return phone[:at] + _write_with(HAN)(phone[at:])


def _write_landline(rng: random.Random, *, joint: str = "-") -> str:
    area = rng.choice(_AREAS)
    return f"{area}{joint}{rng.randint(2, 8)}{_draw_digits(rng, 7 if len(area) < len('0571') else 6)}"


def _write_virtual(joints: tuple[str, ...]) -> Writer:
    return lambda rng: f"{phone_number(rng)}{rng.choice(joints)}{rng.randint(1000, 9999)}"


def add_luhn(body: str) -> str:
    """Return digits with their check digit (ISO/IEC 7812-1) put at the end."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value // 10 + value % 10
    return body + str(-total % 10)


def write_identity(rng: random.Random) -> str:
    """Return 18 characters with a right check character (GB 11643); the district 0000 is assigned to no place."""
    day = _FIRST_BIRTH + timedelta(days=rng.randrange(27_000))
    body = f"{rng.choice(_REGIONS)}{day:%Y%m%d}{rng.randrange(1, 1000):03d}"
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, _WEIGHTS, strict=True)) % 11]


def write_card(rng: random.Random) -> str:
    """Return a card number of 19 or 16 digits with a right check digit."""
    return add_luhn(rng.choice(_ISSUERS) + _draw_digits(rng, rng.choice((12, 12, 9))))


def _on(write: Writer, shape: Callable[[str], str]) -> Writer:
    return lambda rng: shape(write(rng))


def _group(text: str, joint: str) -> str:
    return joint.join(text[at : at + 4] for at in range(0, len(text), 4))


def _write_user(rng: random.Random) -> str:
    return "".join(rng.sample(_SYLLABLES, 2)) + rng.choice(("", "_")) + str(rng.randint(100, 99_999))


def _write_mail(joint: str) -> Writer:
    return lambda rng: f"{_write_user(rng)}{joint}{rng.choice(_DOMAINS)}"


def _write_plate(joints: tuple[str, ...], *, energy: bool = False) -> Writer:
    def write(rng: random.Random) -> str:
        tail = rng.choice("DF") + _draw_digits(rng, 5) if energy else _draw_digits(rng, 4)
        if not energy:
            tail = rng.choice((f"{tail}{rng.choice(_PLATE_SIGNS)}", f"{rng.choice(_PLATE_SIGNS)}{tail}"))
        return f"{rng.choice(_PLACES)}{rng.choice(_PLATE_SIGNS)}{rng.choice(joints)}{tail}"

    return write


def _write_day(rng: random.Random, pattern: str) -> str:
    day = _FIRST_BIRTH + timedelta(days=rng.randrange(27_000))
    return pattern.format(y=day.year, m=day.month, d=day.day)


def _write_pair(rng: random.Random) -> tuple[str, str]:
    return f"{rng.uniform(75, 134):.6f}", f"{rng.uniform(19, 52):.6f}"


def _mask(head: int, stars: int, tail: int, sign: str = "*") -> Callable[[str], str]:
    return lambda text: text[:head] + sign * stars + (text[-tail:] if tail else "")


NUMBERS: Final[Mapping[str, Mapping[str, Writer]]] = {
    "PHONE": {
        "plain": phone_number,
        "spaced": _join_phone("a b c"),
        "dashed": _join_phone("a-b-c"),
        "dotted": _join_phone("a.b.c"),
        "underscored": _join_phone("a_b_c"),
        "split": _join_phone("ab c"),
        "single": _on(phone_number, " ".join),
        "prefixed": lambda rng: rng.choice(("+86", "+86 ", "86-", "(+86)", "0086")) + phone_number(rng),
        "wide": _on(phone_number, _write_with(_WIDE)),
        "circled": _on(phone_number, _write_with(_CIRCLED)),
        "chinese": _on(phone_number, _write_with(HAN)),
        "spoken": _on(phone_number, _write_with(_SPOKEN)),
        "capital": _on(phone_number, _write_with(_CAPITAL)),
        "mixed": _write_mixed,
        "masked": _on(phone_number, _mask(3, 4, 4)),
        "masked_wide": _on(phone_number, _mask(3, 4, 4, "＊")),
        "masked_x": _on(phone_number, _mask(3, 4, 4, "x")),
        "masked_long": _on(phone_number, _mask(1, 6, 4)),
        "virtual": _write_virtual(("-", "转", "#", "_")),
        "virtual_words": _write_virtual((" 转 ", "分机", "转分机", " ext. ")),
        "landline": _write_landline,
        "landline_brackets": lambda rng: "({}){}".format(*_write_landline(rng).split("-")),
        "landline_ext": lambda rng: f"{_write_landline(rng)}{rng.choice(('-', '转'))}{rng.randint(100, 9999)}",
    },
    "ID_CARD": {
        "plain": write_identity,
        "spaced": _on(write_identity, lambda text: f"{text[:6]} {text[6:14]} {text[14:]}"),
        "wide": _on(write_identity, _write_with(_WIDE)),
        "masked": _on(write_identity, _mask(6, 8, 4)),
        "masked_ends": _on(write_identity, _mask(1, 16, 1)),
        "old15": _on(write_identity, lambda text: text[:6] + text[8:17]),
    },
    "BANK_CARD": {
        "plain": write_card,
        "spaced": _on(write_card, lambda text: _group(text, " ")),
        "dashed": _on(write_card, lambda text: _group(text, "-")),
        "wide": _on(write_card, _write_with(_WIDE)),
        "masked": _on(write_card, lambda text: text[:6] + "*" * (len(text) - 10) + text[-4:]),
        "masked_groups": _on(write_card, lambda text: f"{text[:4]} **** **** {text[-4:]}"),
    },
    "EMAIL": {
        "plain": _write_mail("@"),
        "capitals": _on(_write_mail("@"), str.upper),
        "wide_at": _write_mail("＠"),
        "said_at": _write_mail("(at)"),
    },
    "PLATE": {
        "plain": _write_plate(("",)),
        "joined": _write_plate(("·", "-", " ")),
        "energy": _write_plate(("", "·"), energy=True),
        "small": _on(_write_plate(("",)), str.lower),
        "masked": _on(_write_plate(("",)), lambda text: text[:2] + "***" + text[-2:]),
    },
    "QQ": {"plain": lambda rng: str(rng.randint(10**6, 4 * 10**9))},
    "WECHAT": {
        "custom": _write_user,
        "wxid": lambda rng: "wxid_" + "".join(rng.choice("0123456789abcdefghijklmnopqrstuvwxyz") for _ in range(14)),
    },
    "PASSPORT": {
        "plain": lambda rng: f"{rng.choice(('E', 'G', 'EA', 'EB'))}{_draw_digits(rng, 8)}"[:9],
    },
    "NICK": {
        "taobao": lambda rng: f"tb{_draw_digits(rng, rng.choice((8, 9)))}",
        "jd": lambda rng: f"jd_{_draw_hex(rng, 13)}",
    },
    "OPENID": {
        "openid": lambda rng: (
            "o" + "".join(rng.choice("ABCDEFGHabcdefghijkmnpq0123456789_-") for _ in range(26)) + rng.choice("aB3")
        ),
    },
    "DEVICE_ID": {
        "imei": lambda rng: add_luhn("86" + _draw_digits(rng, 12)),
        "mac": lambda rng: ":".join(_draw_hex(rng, 2).upper() for _ in range(6)),
        "uuid": lambda rng: "-".join(_draw_hex(rng, size) for size in (8, 4, 4, 4, 12)),
    },
    "IP": {
        "v4": lambda rng: f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randint(1, 254)}",
        "v6": lambda rng: f"2001:db8:{rng.randint(1, 65535):x}::{rng.randint(1, 65535):x}",
    },
    "COORD": {
        "pair": lambda rng: ",".join(_write_pair(rng)),
        "named": lambda rng: "经度{} 纬度{}".format(*_write_pair(rng)),
    },
    "BIRTHDAY": {
        "dashed": lambda rng: _write_day(rng, "{y}-{m:02}-{d:02}"),
        "han": lambda rng: _write_day(rng, "{y}年{m}月{d}日"),
        "compact": lambda rng: _write_day(rng, "{y}{m:02}{d:02}"),
    },
    "ORDER_NO": {
        "long": lambda rng: f"{rng.randint(1, 4)}{_draw_digits(rng, 18)}",
        "letter": lambda rng: f"E2026{_draw_digits(rng, 16)}",
        "dashed": lambda rng: f"26{rng.randint(1, 12):02}{rng.randint(1, 28):02}-{_draw_digits(rng, 15)}",
    },
    "TRACKING": {
        "letters": lambda rng: rng.choice(("SF", "YT", "JD00", "ZTO")) + _draw_digits(rng, 13),
        "digits": lambda rng: f"77{_draw_digits(rng, 13)}",
    },
}

# What looks like a number of a person and is none, by kind.
DECOYS: Final[Mapping[str, Writer]] = {
    "price": lambda rng: rng.choice(("¥{}", "{}元", "￥{}", "{}块")).format(
        f"{rng.randint(9, 9999)}.{rng.randint(10, 99)}"
    ),
    "long_price": lambda rng: f"{rng.choice((13800, 15900, 18900, 19900))}{rng.choice(('元', '.00元', '块钱'))}",
    "size": lambda rng: rng.choice(("180*200cm", "1.8m×2.0m", "38.5码", "500ml*2", "100-130斤", "2XL", "75B")),
    "date": lambda rng: _write_day(rng, rng.choice(("2025年{m}月{d}日", "2025-{m:02}-{d:02}", "{m}月{d}号"))),
    "stamp": lambda rng: str(rng.randint(1_600_000_000, 1_799_999_999)) + rng.choice(("", "000")),
    "version": lambda rng: f"V{rng.randint(1, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 99)}",
    "model": lambda rng: rng.choice(("X{}-{}", "RTX{}{}", "T{}-{}")).format(rng.randint(1, 200), rng.randint(10, 9999)),
    "item": lambda rng: f"{rng.choice(('NB', 'XK', 'HZ'))}-1{rng.choice('3589')}{_draw_digits(rng, 9)}",
    "batch": lambda rng: f"2025{rng.randint(1, 12):02}{_draw_digits(rng, 5)}",
    "coupon": lambda rng: _draw_hex(rng, 10).upper(),
    "licence": lambda rng: f"SC1{_draw_digits(rng, 13)}",
    "barcode": lambda rng: f"690{_draw_digits(rng, 10)}",
    "eleven": lambda rng: rng.choice(("10", "11", "12")) + _draw_digits(rng, 9),
    "code": lambda rng: _draw_digits(rng, rng.choice((4, 6))),
    "quantity": lambda rng: f"{rng.randint(1, 99)}{rng.choice(('件', '盒', '斤', '包', '箱', '支'))}",
}
