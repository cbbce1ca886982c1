"""How a rule's place reads in Chinese: `pipl.a013.p1.i1` -> 《个人信息保护法》第十三条第一款第（一）项."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yunnuo.rulebook.model import Law

_DIGITS = "〇一二三四五六七八九"
_TEN = 10
_HUNDRED = 100


def count_zh(number: int) -> str:
    """Return 1..999 in Chinese numerals as statutes print them (十三, 二十, 一百〇三)."""
    if number < _TEN:
        return _DIGITS[number]
    if number < _HUNDRED:
        tens, ones = divmod(number, _TEN)
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    hundreds, rest = divmod(number, _HUNDRED)
    tail = (
        ""
        if not rest
        else ("〇" + _DIGITS[rest] if rest < _TEN else ("一" if rest < 2 * _TEN else "") + count_zh(rest))
    )
    return _DIGITS[hundreds] + "百" + tail


def cite_rule(law: Law, rule_id: str, own: str = "") -> str:
    """Return the citation of a rule; `own` replaces the place for texts without numbered articles."""
    if own:
        return f"《{law.title}》{own}"
    parts = rule_id.removeprefix(law.id + ".").split(".")
    place = "".join(_part_zh(part) for part in parts)
    return f"《{law.title}》{place}"


def _part_zh(part: str) -> str:
    match = re.fullmatch(r"(a|p|i)(\d+)", part)
    if match is None:
        return ""
    number = count_zh(int(match[2]))
    return {"a": f"第{number}条", "p": f"第{number}款", "i": f"第（{number}）项"}[match[1]]
