"""The worst texts for all that reads texts: one sign or phrase over and over, and the seconds a megabyte of it takes.

Each text is doubled until it is large or slow, so that a bad one ends soon; doubling a text should double the time. The
texts are made of signs; nobody is in them.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.demo.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from yunnuo.demo.sheets import Figure

# What recognisers look for, in the form that starts their work and never ends it.
UNITS: Final = {
    "只有数字": "1234567890",
    "一": "1",
    "一连串手机号": "19900012345",
    "****": "*",
    "数字与星号": "1*",
    "@@@": "@",
    "a@a": "a@a",
    "数字与空格": "1 ",
    "空格": " ",
    "长串字母": "abcdefghij",
    "半个证件号": "110101199003",
    "一一一": "一",
    "零一相间": "零一",
    "正负号": "+-",
    "数字与点": "1.",
    "十六进制": "0a:",
    "IPv6": "2001:",
    "全角数字": "１",
    "价格": "¥1",
    "货号": "A-1",
    "生日": "1990-",
    "车牌": "京A",
    "微信": "微信",
    "微信a": "微信a",
    "qq": "qq",
    "转": "转",
    "姓": "王",
    "复姓": "欧阳",
    "姓名": "王小",
    "先生": "先生",
    "的": "的",
    "张的": "张的",
    "公司": "公司",
    "路号": "路号",
    "省市区县": "省市区县",
    "地址": "浙江省杭州市西湖区",
    "间隔号": "阿·",
    "换行": "\n",
    "表情": "😀",
    "空字符": "\x00",
}
_SCRAMBLED: Final = "0123456789 -*@.:+xX一二三零路号省市区王李先生收微信qqvx京A¥"
_SCRAMBLE: Final = "打乱"
START: Final = 1 << 13


@dataclass(frozen=True, slots=True)
class Worst:
    """One text measured: who read it, its characters, and seconds of processor time a megabyte of UTF-8.

    `growth` is the time of this text by that of half of it; None when the shortest was slow already.
    """

    reader: str
    name: str
    characters: int
    seconds_per_mb: float
    growth: float | None


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads a text: a name for people, the call, the longest text it is given, how many are shown."""

    name: str
    read: Callable[[str], object]
    most: int
    shown: int


def list_readers() -> list[Reader]:
    """Return all that reads what others wrote: free text, a cell of a table, a title."""
    from yunnuo.identify.cells import clean_cell
    from yunnuo.identify.columns.findings import type_columns
    from yunnuo.identify.sensitive.inference import infer_sensitive
    from yunnuo.identify.text import find_spans

    return [
        Reader("文字", find_spans, 1 << 20, 12),
        Reader("表格的一格", lambda text: type_columns(("备注", "收件人"), ((text,), (text,))), 1 << 17, 3),
        Reader("去掉格外的空白", clean_cell, 1 << 17, 2),
        Reader("标题", infer_sensitive, 1 << 17, 3),
    ]


def make_worst(name: str, characters: int) -> str:
    """Return the text of that name, so many characters long, a letter at each end; KeyError when there is none."""
    inside = characters - 2
    if name == _SCRAMBLE:
        rng = random.Random(characters)  # noqa: S311  # a text of signs, no secret
        return "x" + "".join(rng.choice(_SCRAMBLED) for _ in range(inside)) + "x"
    unit = UNITS[name]
    return "x" + (unit * (inside // len(unit) + 1))[:inside] + "x"


def list_worst() -> Iterator[str]:
    """Yield the names of the texts."""
    yield from UNITS
    yield _SCRAMBLE


def measure_worst(reader: Reader, name: str, *, most: int, patience: float) -> Worst:
    """Return the measure of the longest text of that name up to `most` characters that takes under `patience` seconds.

    The first that takes longer is the last. Growth is the time of the last text by that of the one half as long.
    """
    size, before, taken = START, 0.0, _time_text(make_worst(name, START), reader)
    while size * 2 <= min(most, reader.most) and taken < patience:
        size *= 2
        before, taken = taken, _time_text(make_worst(name, size), reader)
    megabytes = len(make_worst(name, size).encode()) / 1e6
    return Worst(reader.name, name, size, taken / megabytes, taken / before if before else None)


def report_worst(readers: Iterable[Reader], *, most: int, patience: float) -> Sheet:
    """Return the sheet of the slowest texts of each reader."""
    rows: list[tuple[Figure, ...]] = []
    for reader in readers:
        measured = [measure_worst(reader, name, most=most, patience=patience) for name in list_worst()]
        measured.sort(key=lambda worst: -worst.seconds_per_mb)
        shown = measured[: reader.shown]
        rows += [(one.reader, one.name, one.characters, one.seconds_per_mb, one.growth) for one in shown]
    notes = (f"各 {len(UNITS) + 1} 种文字，只列最慢的几种；长一倍，用时不应超过三倍",)
    head = ("读的是", "文字", "字符", "秒/MB", "长一倍用时")
    return Sheet("worst", "最坏的文字（处理器时间）", head, tuple(rows), "{:.2f}", notes)


def _time_text(text: str, reader: Reader) -> float:
    started = time.process_time()
    reader.read(text)
    return max(time.process_time() - started, 1e-6)
