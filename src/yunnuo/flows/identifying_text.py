"""The register as lines of Chinese for a terminal: a line for each column that matters, then what needs an eye.

It shows what the register holds and adds no judgement; examples come masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.flows.report.figures import show_share
from yunnuo.flows.report.wording import CELLS
from yunnuo.identify.kinds import KINDS
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.flows.identifying import FileRegister
    from yunnuo.identify.columns.findings import ColumnFinding

_CIPHER_NAMES: Final = {"douyin": "抖音", "kuaishou": "快手", "pdd": "拼多多", "jd": "京东", "": "平台不明"}
UNNAMED: Final = "（无列名）"
_TIES: Final = {True: "随行的交易记录，和认得出的人在一行里就是个人信息", False: "不是个人信息"}


def tell_register(register: FileRegister) -> Iterator[str]:
    """Yield the lines of one file's register."""
    yield f"{register.name}：{register.rows:,} 行，{len(register.columns)} 列，{tell_layout(register)}"
    yield tell_summary(register)
    for column in register.columns:
        if _stands_out(column):
            yield f"  {column.position}. {tell_column(column)}"
    yield from _tell_rest(register)
    yield from _tell_reviews(register)
    yield from _tell_surplus(register)
    if register.told_apart:
        yield from (f"  {sentence}" for sentence in register.told_apart.sentences())


def _stands_out(column: ColumnFinding) -> bool:
    """Return whether a column gets a line of its own: it is personal and holds something, or needs a person's eye."""
    empty = column.counts.get(CellClass.EMPTY, 0) == column.rows
    return column.needs_review or column.is_sensitive or (column.is_personal and not empty)


def _tell_rest(register: FileRegister) -> Iterator[str]:
    """Yield the other columns by what they are, one line each; every column of the file is named once."""
    rest: dict[str, list[str]] = {}
    for column in register.columns:
        if not _stands_out(column):
            tie = "个人信息，都是空的" if column.is_personal else _TIES[column.is_linked]
            rest.setdefault(tie, []).append(f"{column.header.strip() or UNNAMED}（{column.zh}）")
    for tie, names in rest.items():
        yield f"  {tie}（{len(names)} 列）：{'、'.join(names)}"


def tell_layout(register: FileRegister) -> str:
    """Return what is said about the layout."""
    if register.layout:
        return f"版式 {register.layout}"
    return "不是已知平台的版式，按表头和内容识别"


def tell_summary(register: FileRegister) -> str:
    """Return the answer in one sentence."""
    personal, sensitive = len(register.personal), len(register.sensitive)
    linked = sum(column.is_linked for column in register.columns)
    tail = f"，另有 {linked} 列是随行的交易记录" if linked else ""
    if not personal:
        return f"  没有一列本身是个人信息{tail}。"
    return f"  {personal} 列是个人信息，其中 {sensitive} 列敏感{tail}。"


def tell_column(column: ColumnFinding) -> str:
    """Return one line: header, kind, tie to a person, forms, confidence, examples."""
    marks = [column.zh, tell_tie(column)]
    if column.is_sensitive:
        marks.append("敏感")
    marks += [tell_forms(column), f"把握 {round(column.confidence * 100)}%"]
    if column.examples:
        marks.append("例 " + "、".join(column.examples))
    if column.needs_review:
        marks.append("请人工核对")
    return f"{column.header.strip() or UNNAMED}：" + "；".join(marks)


def tell_tie(column: ColumnFinding) -> str:
    """Return whether a column is personal, in words."""
    if column.is_personal:
        return "个人信息"
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
    """Return what stands inside the texts of a free-text column, most rows first; empty for nothing."""
    inside = register.inside.get(column.position, {})
    return "、".join(f"{KINDS[kind].zh} {rows:,} 行" for kind, rows in inside.items())


def _name_makers(column: ColumnFinding) -> str:
    names = "、".join(_CIPHER_NAMES.get(maker, maker) for maker in column.ciphers)
    return f"（{names}）" if names else ""


def _tell_reviews(register: FileRegister) -> Iterator[str]:
    for column in register.columns:
        if inside := tell_inside(register, column):
            yield f"  夹带：{column.header.strip() or UNNAMED} 的文字里有 {inside}"
    for column in register.columns:
        if column.needs_review:
            yield f"  核对：{column.header.strip() or UNNAMED}：{column.why[-1]}"
    for hint in register.hints:
        words = "、".join(hint.words)
        sure = f"把握 {hint.confidence:.0%}" + ("，请人工核对" if hint.review else "")
        yield f"  敏感线索：{hint.header} 有 {hint.rows:,} 行看得出{hint.zh}（{words}），{sure}"


def _tell_surplus(register: FileRegister) -> Iterator[str]:
    if register.surplus is None:
        return
    names = [register.columns[place - 1].header.strip() or UNNAMED for place in register.surplus]
    if not names:
        yield f"  为“{register.purpose_zh}”，没有多出来的列。"
        return
    rules = "、".join(register.surplus_grounds)
    yield f"  为“{register.purpose_zh}”用不着、应当去掉的 {len(names)} 列（{rules}）：{'、'.join(names)}"
