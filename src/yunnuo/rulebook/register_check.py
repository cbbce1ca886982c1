"""Checking the register against the rulebook: nothing is left out on either side, and nothing names what is not there.

Must never judge whether an obligation is met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault
from yunnuo.rulebook.register import MEMO, NAMES, TOTALS, check_names, read_register

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.rulebook.register import Register


def check_register(book: Book, folder: Path) -> Iterator[Fault]:
    """Yield what is wrong in a register, what it leaves out, and as warnings rules it does not name.

    A rulebook without a register has no fault here.
    """
    if not (folder / "register").is_dir():
        return
    register, faults = read_register(folder)
    yield from faults
    yield from check_names(register, book)
    yield from _check_gaps(register)
    for rule in list_strays(register, book):
        what = f"规则 `{rule.id}` 没有哪条义务写到它"
        yield Fault(rule.file, rule.line, what, "写进 register/ 里一条义务的 `rules`", warning=True)


def list_strays(register: Register, book: Book) -> list[Rule]:
    """Return the newest version of every encoded rule that neither an obligation nor a memo line names."""
    named = register.named_rules
    newest = (versions[0] for versions in book.rules.values())
    return [rule for rule in newest if rule.kind != "not_encoded" and rule.id not in named]


def _check_gaps(register: Register) -> Iterator[Fault]:
    for kind, what in NAMES.items():
        absent, total = register.absent(kind), register.totals.get(kind, 0)
        if absent:
            said = f"{what}应有 {total} 条，缺 {'、'.join(absent)}"
            yield Fault(TOTALS, 1, said, "登记它；确实不编码的，写明原因")
        extra = [name for name in (register.memo if kind == "memo" else register.obligations) if int(name[1:]) > total]
        if extra and total:
            yield Fault(TOTALS, 1, f"{what}应有 {total} 条，登记里多出 {'、'.join(extra)}", "改正编号或者条数")
    for row in register.memo.values():
        if not row.rooms and not register.rules_of(row):
            yield Fault(MEMO, row.line, f"`{row.id}` 没有写由哪些规则或者哪个房间承担", "写 `rules` 或者 `rooms`")
