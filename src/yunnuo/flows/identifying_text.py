"""The register as lines of Chinese for a terminal: a line for each column that matters, then what needs an eye.

It shows what the register holds and adds no judgement; examples come masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from yunnuo.flows.identifying_grounds import cite_rules, list_grounds, tell_ground
from yunnuo.flows.report.figures import show_share
from yunnuo.flows.report.wording import CELLS
from yunnuo.flows.sheets import tell_sheets
from yunnuo.identify.kinds import KINDS
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.flows.hints import Hint
    from yunnuo.flows.identifying import FileRegister
    from yunnuo.identify.columns.findings import ColumnFinding

_CIPHER_NAMES: Final = {"douyin": "抖音", "kuaishou": "快手", "pdd": "拼多多", "jd": "京东", "": "平台不明"}
_EMPTY: Final = "整列是空的"
_UNKNOWN: Final = "没有认出"
_FREE: Final = frozenset(("remark", "custom_text", "composite"))
_LINKED: Final = "随行的交易记录，和认得出的人在一行里就是个人信息"


class Placed(Protocol):
    """What has a header and stands somewhere, from 1."""

    @property
    def header(self) -> str:
        """Its name, blanks and all."""

    @property
    def position(self) -> int:
        """Where it stands."""


def tell_register(register: FileRegister) -> Iterator[str]:
    """Yield the lines of one file's register."""
    layout = ("版式 " if register.layout else "") + tell_layout(register)
    yield f"{register.name}：{register.rows:,} 行，{len(register.columns)} 列，{layout}"
    if sheets := tell_read(register) + tell_unread(register):
        yield f"  {sheets}"
    yield tell_summary(register)
    for column in register.columns:
        if _stands_out(column):
            yield f"  {column.position}. {tell_column(column)}"
    yield from _tell_rest(register)
    yield from _tell_reviews(register)
    yield from _tell_surplus(register)
    if register.told_apart:
        yield from (f"  {sentence}" for sentence in register.told_apart.sentences())
    yield from (f"  依据：{tell_ground(ground)}" for ground in list_grounds(register))


def _stands_out(column: ColumnFinding) -> bool:
    """Return whether a column gets a line of its own: it is personal and holds something, or needs a person's eye."""
    empty = column.counts.get(CellClass.EMPTY, 0) == column.rows
    return column.needs_review or column.is_sensitive or (column.is_personal and not empty)


def _tell_rest(register: FileRegister) -> Iterator[str]:
    """Yield the other columns by what they are, one line each; every column of the file is named once."""
    rest: dict[str, list[str]] = {}
    for column in register.columns:
        if not _stands_out(column):
            tie = _name_tie(column)
            name = tell_name(column)
            rest.setdefault(tie, []).append(name if tie in {_UNKNOWN, _EMPTY} else f"{name}（{column.zh}）")
    for tie, names in rest.items():
        tail = "；不等于不是个人信息，请人看一眼" if tie == _UNKNOWN else ""
        yield f"  {tie}（{len(names)} 列）：{'、'.join(names)}{tail}"


def _name_tie(column: ColumnFinding) -> str:
    if column.is_personal:
        return "个人信息，都是空的"
    if column.kind == "blank":
        return _EMPTY
    if column.is_unknown:
        return _UNKNOWN
    return _LINKED if column.is_linked else "不是个人信息"


def tell_name(column: Placed) -> str:
    """Return how a column is called in a sentence: its header on one line, or its place for one without."""
    return " ".join(column.header.split()) or f"（第 {column.position} 列，无列名）"


def tell_layout(register: FileRegister) -> str:
    """Return what is said about the layout."""
    if register.layout:
        return register.layout
    return "不是已知平台的版式，按表头和内容识别"


def tell_read(register: FileRegister) -> str:
    """Return which sheets were looked at as one table; empty where there was one."""
    return tell_sheets((), "看", register.sheets)


def tell_unread(register: FileRegister) -> str:
    """Return which sheets nobody looked at, and what to do; empty when all were."""
    return tell_sheets(register.unread, "看")


def tell_summary(register: FileRegister) -> str:
    """Return the answer in one sentence."""
    personal, sensitive = len(register.personal), len(register.sensitive)
    hinted = f"（另有 {len(register.hinted)} 列的内容夹着敏感信息或者线索）" if register.hinted else ""
    linked = sum(column.is_linked for column in register.columns)
    tail = f"，另有 {linked} 列是随行的交易记录" if linked else ""
    tail += f"，{len(register.unknown)} 列没有认出" if register.unknown else ""
    if not personal:
        return f"  没有一列本身是个人信息{hinted}{tail}。"
    told = f"其中 {sensitive} 列敏感" if sensitive else "没有一列本身敏感"
    return f"  {personal} 列是个人信息，{told}{hinted}{tail}。"


def tell_column(column: ColumnFinding) -> str:
    """Return one line: header, kind, tie to a person, forms, confidence, examples."""
    marks = [column.zh, tell_tie(column)]
    if column.is_sensitive:
        marks.append("敏感")
    if column.phones and not column.doubts and column.kind not in _FREE:  # inside free text they have a line
        marks.append(f"{column.phones:,} 行有手机号")
    marks += [tell_forms(column), f"把握 {round(column.confidence * 100)}%"]
    if examples := tell_examples(column):
        marks.append(examples)
    if column.needs_review:
        marks.append("请人工核对")
    return f"{tell_name(column)}：" + "；".join(marks)


def tell_examples(column: ColumnFinding) -> str:
    """Return masked examples; empty for free text, of which only the length could be shown."""
    return "例 " + "、".join(column.examples) if column.examples and column.kind not in _FREE else ""


def tell_tie(column: ColumnFinding) -> str:
    """Return whether a column is personal, in words."""
    if column.is_personal:
        return "个人信息"
    if column.is_unknown:
        return _UNKNOWN
    return "随行的交易记录" if column.is_linked else "不是个人信息"


def tell_forms(column: ColumnFinding) -> str:
    """Return the forms its cells come in, with their shares of the rows; ciphertext names its platform."""
    rows = column.rows
    parts = [
        f"{CELLS[kind.value]}{_name_makers(column) if kind is CellClass.CIPHERTEXT else ''} {show_share(count, rows)}"
        for kind, count in column.counts.items()
        if count
    ]
    return "、".join(parts) or "没有数据"


def tell_inside(register: FileRegister, column: ColumnFinding) -> str:
    """Return what of persons stands inside the texts of a free-text column, most rows first; empty for nothing."""
    inside = {kind: rows for kind, rows in register.inside.get(column.position, {}).items() if KINDS[kind].is_personal}
    least = {kind: "" if register.is_exact(column, kind) else "至少 " for kind in inside}
    marks = {kind: "（敏感）" if KINDS[kind].is_sensitive else "" for kind in inside}
    return "、".join(f"{KINDS[kind].zh}{marks[kind]} {least[kind]}{rows:,} 行" for kind, rows in inside.items())


def tell_partly(register: FileRegister, column: ColumnFinding) -> str:
    """Return how many of a column's texts were looked at, and what to do; empty where all were."""
    looked = register.partly.get(column.position)
    if looked is None:
        return ""
    more = "，写着“至少”的可能更多" if register.inside[column.position] else ""
    return f"只看了 {looked:,} 段不同的文字{more}；要逐段看全，用 --texts"


def _name_makers(column: ColumnFinding) -> str:
    names = "、".join(_CIPHER_NAMES.get(maker, maker) for maker in column.ciphers)
    return f"（{names}）" if names else ""


def _tell_reviews(register: FileRegister) -> Iterator[str]:
    for column in register.columns:
        inside, partly = tell_inside(register, column), tell_partly(register, column)
        if inside or partly:
            tail = f"（{partly}）" if partly else ""
            yield f"  夹带：{tell_name(column)} 的文字里{f'有 {inside}' if inside else '没有看到个人信息'}{tail}"
    for column in register.columns:
        if column.needs_review:
            yield f"  核对：{tell_name(column)}：{'；'.join(column.doubts)}"
    for hint in register.hints:
        words = "、".join(hint.words)
        sure = f"把握 {hint.confidence:.0%}" + ("，请人工核对" if hint.review else "")
        yield f"  敏感线索：{tell_name(hint)} {tell_rows(hint)}看得出{hint.zh}（{words}），{sure}"


def tell_rows(hint: Hint) -> str:
    """Return how many rows give something away; at least so many where not every text was looked at."""
    return f"{'有' if hint.is_whole else '至少有'} {hint.rows:,} 行"


def _tell_surplus(register: FileRegister) -> Iterator[str]:
    if register.surplus is None:
        return
    names = [tell_name(register.columns[place - 1]) for place in register.surplus]
    if not names:
        yield f"  为“{register.purpose_zh}”，没有多出来的列。"
        return
    rules = cite_rules(register.surplus_grounds, register.cited)
    yield f"  为“{register.purpose_zh}”用不着、应当去掉的 {len(names)} 列（{rules}）：{'、'.join(names)}"
