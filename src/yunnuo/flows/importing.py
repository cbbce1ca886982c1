"""Importing the people of a platform's export: from rows to individuals, contact points, origins, memberships.

One transaction: an interrupted import leaves nothing. The same file again changes nothing. Prints nothing and reads no
clock; nothing in plain is written outside the scratch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Count

from yunnuo.flows import holdings, mentions, registering, resolving, stating
from yunnuo.flows.workspace import open_scratch
from yunnuo.ledger.journal import append_entries, lock_ledger
from yunnuo.ledger.rows import widen_cache
from yunnuo.people.models import ImportedFile, Individual
from yunnuo.people.origins import DECLARED_OWN

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

    Progress = Callable[[str, int, int], None]

_STEPS: Final = ("读取文件", "计算索引", "比对已有", "归并个人", "写入个人", "写入联系方式", "写入来源与会员")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `already` = this very file was imported before and nothing was done.

    `returned_individuals`, among those known, had been erased: they stay stopped.
    """

    name: str
    sha256: str
    layout: str
    platform: str
    shop: str
    already: bool
    rows: int
    keyed_rows: int
    keyless_rows: int
    classes: dict[str, dict[str, int]]
    new_individuals: int = 0
    known_individuals: int = 0
    returned_individuals: int = 0
    new_keys: int = 0
    new_contacts: int = 0
    new_origins: int = 0
    new_memberships: int = 0
    new_birthdays: int = 0
    merged: int = 0
    circles_joined: int = 0
    largest_circle: int = 0


def import_export(
    workspace: Workspace,
    export: mentions.ExportLike,
    *,
    now: Instant,
    shop: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import the people of one export and report what changed.

    `shop` names the shop for rows that do not. `progress(step, done, total)` is told each step as it begins.
    Raises InputError when the file cannot be read or accounts have no shop; nothing is written then.
    """
    tell = progress or _say_nothing
    scope = choose_shop(export, shop)
    before = ImportedFile.objects.filter(sha256=export.sha256, layout=export.layout.name, shop=scope).first()
    if before is not None:
        return _report(export, scope, mentions.CellCounts(before.rows, 0, 0, {}), already=True)
    with open_scratch(workspace) as scratch:
        _tell(tell, 0)
        mentions.stage_mentions(scratch, export, shop=scope)
        counts = mentions.count_cells(scratch)
        _tell(tell, 1)
        _number(scratch, workspace, export)
        with transaction.atomic():
            lock_ledger()
            changes = _write(scratch, workspace, export, scope, counts.rows, now, tell)
    return _report(export, scope, counts, **changes)


def choose_shop(export: mentions.ExportLike, shop: str | None) -> str:
    """Return the shop for rows that name none: as given, else the only one this file was imported under, else ''."""
    if shop and shop.strip():
        return shop.strip()
    imports = ImportedFile.objects.filter(sha256=export.sha256, layout=export.layout.name)
    known = set(imports.values_list("shop", flat=True))
    return known.pop() if len(known) == 1 else ""


def _number(scratch: duckdb.DuckDBPyConnection, workspace: Workspace, export: mentions.ExportLike) -> None:
    platform = export.layout.platform
    resolving.open_tables(scratch)
    mentions.collect_keys(scratch, platform)
    resolving.number_keys(scratch)
    resolving.index_nodes(scratch, workspace.ring)
    mentions.number_mentions(scratch, platform)
    mentions.tie_mentions(scratch, declared=export.layout.origin in DECLARED_OWN)


def _write(
    scratch: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    export: mentions.ExportLike,
    shop: str,
    rows: int,
    now: Instant,
    tell: Progress,
) -> dict[str, Any]:
    ring, layout = workspace.ring, export.layout
    widen_cache()
    _tell(tell, 2)
    resolving.load_keys(scratch)
    _tell(tell, 3)
    resolving.resolve_people(scratch)
    _tell(tell, 4)
    registered = registering.register_people(scratch, ring, now=now)
    source = _record_file(export, shop, rows, now)
    _tell(tell, 5)
    stating.open_statements(scratch)
    stating.state_contacts(scratch, origin=layout.origin, platform=layout.platform)
    stating.state_members(scratch, layout.platform)
    stating.state_birthdays(scratch)
    contacts = holdings.write_contacts(scratch, ring)
    _tell(tell, 6)
    origins = holdings.write_origins(scratch, source=source)
    members = len(holdings.write_members(scratch))
    birthdays = holdings.write_birthdays(scratch, ring, source=layout.name, now=now)
    largest = Individual.objects.values("circle").annotate(n=Count("id")).order_by("-n").values_list("n", flat=True)
    return {
        "new_individuals": registered.new_individuals,
        "known_individuals": registered.known_individuals,
        "returned_individuals": registered.returned,
        "new_keys": registered.new_keys,
        "merged": registered.merged,
        "circles_joined": registered.circles_joined,
        "new_contacts": contacts,
        "new_origins": origins,
        "new_memberships": members,
        "new_birthdays": birthdays,
        "largest_circle": largest.first() or 0,
    }


def _record_file(export: mentions.ExportLike, shop: str, rows: int, now: Instant) -> int:
    layout = export.layout
    content = {"sha256": export.sha256, "layout": layout.name, "shop": shop, "rows": rows}
    (seq,) = append_entries("people.import", [content], at=now)
    held = ImportedFile.objects.create(
        sha256=export.sha256,
        name=export.name[-255:],
        layout=layout.name,
        platform=layout.platform,
        shop=shop,
        rows=rows,
        at=now,
        seq=seq,
    )
    return int(held.pk)


def _report(
    export: mentions.ExportLike, shop: str, counts: mentions.CellCounts, *, already: bool = False, **changes: int
) -> ImportReport:
    return ImportReport(
        name=export.name,
        sha256=export.sha256,
        layout=export.layout.name,
        platform=export.layout.platform,
        shop=shop,
        already=already,
        rows=counts.rows,
        keyed_rows=counts.keyed,
        keyless_rows=counts.keyless,
        classes=counts.classes,
        **changes,
    )


def _tell(progress: Progress, step: int) -> None:
    progress(_STEPS[step], step, len(_STEPS))


def _say_nothing(_step: str, _done: int, _total: int) -> None:
    return None
