"""Fill the template of the identification report; escaping is always on and a missing name is an error."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import PackageLoader, PrefixLoader

from yunnuo.flows import identifying_text as wording
from yunnuo.flows.identifying_grounds import cite_rules, list_grounds
from yunnuo.flows.page_templates import open_templates
from yunnuo.flows.report import figures
from yunnuo.flows.report.wording import CELLS
from yunnuo.terms.errors import InputError
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Environment

    from yunnuo.flows.identifying import FileRegister
    from yunnuo.identify.columns.findings import ColumnFinding
    from yunnuo.terms.errors import YunnuoError

    Failed = Sequence[tuple[str, YunnuoError]]  # names of files, and why they could not be looked at


def render_page(registers: Sequence[FileRegister], failed: Failed = (), *, day: str, revision: str) -> str:
    """Return the page as HTML text: the registers of `day` (YYYY-MM-DD) by a revision of the rulebook."""
    template = _environment().get_template("identify/identify.html.j2")
    return template.render(registers=registers, failed=failed, day=day, revision=revision, cells=CELLS)


def write_page(path: Path, registers: Sequence[FileRegister], failed: Failed = (), *, day: str, revision: str) -> None:
    """Write the page to a file that `check_page` has passed."""
    path.write_text(render_page(registers, failed, day=day, revision=revision), encoding="utf-8")


def check_page(path: Path) -> None:
    """Raise InputError unless a new file can be written at `path`."""
    if path.exists():
        raise InputError("identify.page", f"`{path.name}` 已经存在", why="不覆盖已有的结果", todo="换一个文件名")
    if not path.resolve().parent.is_dir():
        raise InputError("identify.page", "报告要写进的文件夹不存在", todo="先建好文件夹，或者换一个位置")


def stack_classes(column: ColumnFinding) -> list[tuple[str, figures.Bar]]:
    """Return one bar per cell class, side by side, filling the width together."""
    kinds = list(CellClass)
    return list(zip((kind.value for kind in kinds), figures.stack_bars([column.counts[k] for k in kinds]), strict=True))


def count_classes(register: FileRegister) -> dict[str, int]:
    """Return the cells of all personal columns by class."""
    return {kind.value: sum(column.counts[kind] for column in register.personal) for kind in CellClass}


def group_linked(columns: Sequence[ColumnFinding]) -> list[list[ColumnFinding]]:
    """Return columns of one kind together, in order of first sight: they say the same."""
    groups: dict[str, list[ColumnFinding]] = {}
    for column in columns:
        groups.setdefault(column.kind, []).append(column)
    return list(groups.values())


def share_rules(register: FileRegister, columns: Sequence[ColumnFinding]) -> list[str]:
    """Return the rules every one of several columns rests on, said once for all of them."""
    held = [register.grounds[column.position] for column in columns]
    return [rule for rule in held[0] if all(rule in rules for rules in held)] if held else []


@cache
def _environment() -> Environment:
    folders = {
        "identify": PackageLoader("yunnuo.flows.identifying_pages"),
        "house": PackageLoader("yunnuo.flows.report"),
    }
    environment = open_templates(PrefixLoader(folders))
    environment.filters |= {
        "count": figures.show_count,
        "plain": figures.keep_plain,
        "called": wording.tell_name,
        "tie": wording.tell_tie,
        "forms": wording.tell_forms,
        "layout": wording.tell_layout,
        "sheets": wording.tell_read,
        "unread": wording.tell_unread,
        "summary": wording.tell_summary,
        "classes": stack_classes,
        "totals": count_classes,
        "examples": wording.tell_examples,
        "groups": group_linked,
    }
    environment.globals |= {
        "share": figures.show_share,
        "stack": figures.stack_bars,
        "inside": wording.tell_inside,
        "partly": wording.tell_partly,
        "cite": cite_rules,
        "shared": share_rules,
        "grounds": list_grounds,
    }
    return environment
