"""Checking everything that proves something: the ledger, its tree, its checkpoints, and the tables beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yunnuo.flows.people_history import count_stood
from yunnuo.flows.projection import check_projection, rebuild_tables
from yunnuo.flows.projection_people import check_people, rebuild_people
from yunnuo.flows.workspace import open_scratch
from yunnuo.ledger.checking import check_ledger
from yunnuo.ledger.journal import lock_ledger
from yunnuo.protect.signing import open_signing
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.ledger.checking import LedgerCheck


@dataclass(frozen=True, slots=True)
class Audit:
    """The check of the ledger, and how many rows of the tables were compared with it; findings are in `ledger`.

    `stood`: of how many people the circle was recorded only when an earlier release was upgraded.
    """

    ledger: LedgerCheck
    rows: int
    stood: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return self.ledger.findings.total == 0

    def told(self) -> dict[str, Any]:
        """Return the result as data; findings are Chinese sentences."""
        held = self.ledger
        return {
            "clean": self.clean,
            "entries": held.entries,
            "erased": held.erased,
            "opaque": held.opaque,
            "checkpoints": held.checkpoints,
            "pending": held.pending,
            "held_against": list(held.held_against),
            "rows": self.rows,
            "stood_at_upgrade": self.stood,
            "findings": held.findings.lines,
            "findings_total": held.findings.total,
        }

    def lines(self) -> list[str]:
        """Return the result in Chinese, findings last."""
        held = self.ledger
        lines = [
            f"台账 {held.entries:,} 条（{held.erased:,} 条已依删除记录清空），逐条核对。",
            f"{held.checkpoints} 个检查点；{held.pending:,} 条还没有检查点覆盖。",
            f"同意、撤回、告知、名单、个人、圈子、会员、死亡等表 {self.rows:,} 行，和台账逐行比对。",
        ]
        if held.opaque:
            lines.append(f"前 {held.opaque:,} 条来自早先的版本，没有保存内容，只能核对次序和根。")
        if self.stood:
            told = "之前被改过的，这里看不出来"
            lines.append(f"{self.stood:,} 人由早先的版本导入，圈子是升级那一刻补记的：{told}。")
        if held.held_against:
            sizes = "、".join(f"前 {size:,} 条" for size in held.held_against)
            lines.append(f"和外部保存的检查点一致：{sizes}。")
        else:
            lines.append("没有拿外部保存的检查点来对照：掌握密钥的人改写全部历史，这里看不出来。")
        total = held.findings.total
        return [*lines, *held.findings.lines, f"发现 {total} 处不符。" if total else "没有发现不符。"]


def rebuild_records(workspace: Workspace) -> int:
    """Make the tables anew from a ledger that verifies; return how many rows they have.

    Raises RefusedError when it does not: what a damaged entry said would be lost.
    """
    ring = open_signing(workspace.keys)
    held = check_ledger(ring.publics, ring.rotations)
    if held.findings.total:
        why = held.findings.lines[0]
        raise RefusedError("evidence.damaged", "台账有不符，不能重建", why=why, todo="先用 yunnuo evidence fsck 查明")
    with open_scratch(workspace) as scratch, transaction.atomic():
        lock_ledger()
        people = rebuild_people(scratch)
        return people + rebuild_tables()


def audit_records(workspace: Workspace, outside: Sequence[str] = ()) -> Audit:
    """Check everything; `outside` are texts of checkpoints kept elsewhere."""
    ring = open_signing(workspace.keys)
    ledger = check_ledger(ring.publics, ring.rotations, outside)
    rows = check_projection(ledger.findings)
    with open_scratch(workspace) as scratch:
        rows += check_people(scratch, ledger.findings)
        return Audit(ledger, rows, count_stood(scratch))
