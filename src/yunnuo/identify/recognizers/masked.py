"""Numbers that a platform or a person has masked: 138****1234, 3301**********1234, **** **** **** 1234.

One scan for all kinds; which kind it is follows from length, ends and the word before. A masked number stays personal.
It must never guess the hidden digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.identify.folding import Folded

_RUN: Final = re.compile(r"[0-9*](?:[ _-]{0,2}[0-9*]){3,24}[xX]?")
# The stars of a masked name, and a number right behind it.
_NAME_LEAD: Final = re.compile(r"(\*{1,3})1[3-9*][0-9*]{5,12}$")
_PHONE_STAR_LEAD: Final = re.compile(r"\*{3,9}[0-9]{2,4}")
_FEWEST_STARS: Final = 3
_ID_LENGTHS: Final = (15, 18)
_CARD_LENGTHS: Final = range(16, 20)
_LONGEST_PHONE: Final = 14
_CUES: Final = (
    ("id_card", re.compile(r"身份|证件|证号|实名|sfz|ID", re.IGNORECASE)),
    ("bank_card", re.compile(r"卡|银行|账户|账号|帐号|工行|建行|农行|招行|中行|交行|邮储")),
    ("phone", re.compile(r"电话|手机|号码|联系|致电|拨打|tel|phone|mob", re.IGNORECASE)),
)
_LOOK_BACK: Final = 10
_EDGE: Final = re.compile(r"[0-9A-Za-z*]")


def find_masked(folded: Folded, kind: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the masked numbers of `kind`; one scan serves the recognisers that ask for it."""
    if "**" not in folded.text:
        return
    if "masked" not in folded.memo:
        folded.memo["masked"] = list(_scan_runs(folded.text))
    for start, end, found in folded.memo["masked"]:
        if found == kind:
            yield start, end


def _scan_runs(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _RUN.finditer(text):
        start, run = match.start(), match.group()
        if lead := _NAME_LEAD.match(run):
            start += lead.end(1)
            run = run[lead.end(1) :]
        if kind := _judge_run(text, start, match.end(), run):
            yield start, match.end(), kind


def _judge_run(text: str, start: int, end: int, run: str) -> str:
    stars = run.count("*")
    if stars < _FEWEST_STARS or "**" not in run or not _is_free(text, start, end):
        return ""
    bare = "".join(sign for sign in run if sign not in " -_")
    if run[-1] in "xX" and len(bare) != _ID_LENGTHS[1]:
        return ""
    return _name_kind(text[max(0, start - _LOOK_BACK) : start], bare, stars)


def _is_free(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_EDGE.match(before) and before != "*") and not _EDGE.match(after)


def _name_kind(before: str, bare: str, stars: int) -> str:
    length, digits = len(bare), len(bare) - stars
    told = max(((m.end(), kind) for kind, cue in _CUES for m in cue.finditer(before)), default=(0, ""))[1]
    if not digits:
        return "phone" if told == "phone" and length == len("13800000000") else ""
    if told == "bank_card" and bare[-1] != "*":
        return told if length >= len("****1234") else ""
    if told == "id_card" and length >= len("33****12"):
        return told
    return _name_by_shape(bare, length, told)


def _name_by_shape(bare: str, length: int, told: str) -> str:
    if length > _LONGEST_PHONE:
        return _name_long(bare, length)
    if _is_phone(bare, length, told):
        return "phone"
    if bare[0] in "3456" and bare[:4].isdigit() and bare[-4:].isdigit() and length <= len("622202****1234"):
        return "bank_card"
    return ""


def _name_long(bare: str, length: int) -> str:
    is_id_start = bare[0] in "12345678*"
    if length in _ID_LENGTHS and is_id_start and bare[:2] != "62" and bare[-1] != "*":
        return "id_card"
    if length == _ID_LENGTHS[1] and bare[:2] == "62" and bare[6:].startswith("**") and bare[-4:].isdigit():
        return "bank_card"
    if length in _CARD_LENGTHS and bare[0] in "3456*" and bare[-2:].isdigit():
        return "bank_card"
    return ""


def _is_phone(bare: str, length: int, told: str) -> bool:
    if bare[0] == "0":
        return length >= len("0571****12") and bare[1:3].isdigit()
    if bare[0] == "1" and (bare[1] == "*" or "3" <= bare[1] <= "9"):
        return length >= len("195****")
    if bare.startswith("861") and length == len("8613800000000"):
        return True
    if bare[0] != "*" or not _PHONE_STAR_LEAD.fullmatch(bare):
        return False
    return told == "phone" or length >= len("****1234")
