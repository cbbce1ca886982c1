"""The tables of what was told, agreed and stopped, as a projection of the ledger: compared with it, or made anew.

The ledger is the truth. A row says what its entry says, with the individual replaced by the one kept after merges; rows
whose entries were erased are not there. Reads no clock.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from yunnuo.consent.models import CardBatch, ConsentEvent, Declaration, Notice, NoticePage, NoticeShown, StopEvent
from yunnuo.ledger.checking import read_absences
from yunnuo.ledger.journal import lock_ledger, read_content, read_id
from yunnuo.ledger.models import LedgerEntry, PublishedList
from yunnuo.ledger.rows import insert_rows
from yunnuo.people.models import ImportedFile, ShopStated
from yunnuo.rights.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from yunnuo.ledger.checking import Findings

TABLES: Final[dict[str, type[Model]]] = {
    "consent.given": ConsentEvent,
    "consent.stop": StopEvent,
    "notice": Notice,
    "notice.shown": NoticeShown,
    "card.printed": CardBatch,
    "declaration": Declaration,
    "people.shop": ShopStated,
    "rights.complaint": Complaint,
    "list.published": PublishedList,
    "people.import": ImportedFile,
}
# The documents of notices, and names and platforms of files, stand in no entry.
REBUILT: Final = tuple(kind for kind in TABLES if kind not in {"notice", "people.import"})
_ZH: Final = {
    "consent.given": "同意",
    "consent.stop": "拒绝和撤回",
    "notice": "告知",
    "notice.shown": "告知展示",
    "card.printed": "包裹卡批次",
    "declaration": "完整性声明",
    "people.shop": "店铺属于谁的说明",
    "rights.complaint": "投诉",
    "list.published": "交出去的名单",
    "people.import": "导入过的文件",
}
# Their entries leave out what is empty, or what a later release added.
_BRIEF: Final = frozenset({"consent.given", "consent.stop", "declaration"})
_CHUNK: Final = 2_000
_MERGE: Final = "people.merge"


def check_projection(findings: Findings) -> int:
    """Compare every row with its entry, both ways; return how many rows there are.

    Rows of an earlier release, whose entries have no content, are left out.
    """
    kept, (_, opaque) = _read_merges(), read_absences()
    rows = 0
    for kind, model in TABLES.items():
        told, stands = _read_told(kind, model, kept), _read_rows(model, opaque)
        unsaid = _unsaid(model) if kind in _BRIEF else {}
        left, right = next(told, None), next(stands, None)
        while left is not None or right is not None:
            rows += right is not None
            if right is None or (left is not None and left[0] < right[0]):
                findings.note(f"{_ZH[kind]}表里少了台账第 {left[0] if left else 0} 条")
                left = next(told, None)
            elif left is None or right[0] < left[0]:
                findings.note(f"{_ZH[kind]}表里多了一行，台账第 {right[0]} 条没有它")
                right = next(stands, None)
            else:
                if not (unsaid | left[1]).items() <= right[1].items():
                    findings.note(f"{_ZH[kind]}表里的一行和台账第 {left[0]} 条不一样")
                left, right = next(told, None), next(stands, None)
    _check_pages(findings)
    return rows


def rebuild_tables() -> int:
    """Make the tables anew from the ledger, in one transaction; return how many rows they have now.

    Notices and imported files stay: not all of them is in the ledger. The ledger must have been checked
    before: what a damaged entry said would be lost here.
    """
    rows = 0
    with transaction.atomic():
        lock_ledger()
        kept, (_, opaque) = _read_merges(), read_absences()
        for kind in REBUILT:
            model = TABLES[kind]
            model._default_manager.filter(seq__gt=opaque).delete()  # noqa: SLF001  (Django's own name for it)
            made = _make_rows(kind, model, kept)
            while batch := list(islice(made, _CHUNK)):  # reading and writing take turns on one connection
                rows += insert_rows(model, _columns(model), batch)
    return rows


def _read_merges() -> dict[int, int]:
    """Return who is kept, for everybody who was merged into another, by way of any chain of merges."""
    kept: dict[int, int] = {}
    for content in LedgerEntry.objects.filter(kind=_MERGE, content__isnull=False).values_list("content", flat=True):
        told = _open_content(content) or {"body": {}}
        with suppress(ValueError, KeyError, TypeError):  # a damaged entry, which the check of the ledger finds
            kept[read_id(told["body"]["gone"])] = read_id(told["body"]["kept"])
    return {gone: _follow(kept, gone) for gone in kept}


def _open_content(content: bytes | memoryview | None) -> dict[str, Any] | None:
    """Return what an entry says; None for a damaged one, which the check of the ledger finds."""
    try:
        told = read_content(bytes(content or b""))
    except ValueError:
        return None
    whole = isinstance(told.get("seq"), int) and isinstance(told.get("body"), dict) and "at" in told
    return told if whole else None


def _follow(kept: dict[int, int], gone: int) -> int:
    while gone in kept:
        gone = kept[gone]
    return gone


def _read_told(kind: str, model: type[Model], kept: dict[int, int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (sequence, column -> value) as the ledger tells a table, in order; only columns the table has."""
    columns = set(_columns(model))
    entries = LedgerEntry.objects.filter(kind=kind, content__isnull=False).order_by("seq")
    for content in entries.values_list("content", flat=True).iterator(_CHUNK):
        told = _open_content(content)
        body = _name_kept({"at": told["at"], **told["body"]}, kept) if told else None
        if told is not None and body is not None:
            yield told["seq"], {name: value for name, value in body.items() if name in columns}


def _name_kept(body: dict[str, Any], kept: dict[int, int]) -> dict[str, Any] | None:
    """Return the body with the individual kept after merges; None when it names nobody readable."""
    if "individual_id" not in body:
        return body
    try:
        who = read_id(body["individual_id"])
    except (ValueError, TypeError):
        return None
    return body | {"individual_id": kept.get(who, who)}


def _read_rows(model: type[Model], opaque: int) -> Iterator[tuple[int, dict[str, Any]]]:
    columns = _columns(model)
    held = model._default_manager.filter(seq__gt=opaque).order_by("seq")  # noqa: SLF001  (as above)
    for row in held.values_list(*columns).iterator(_CHUNK):
        cells: dict[str, Any] = {name: _spell(value) for name, value in zip(columns, row, strict=True)}
        yield cells.pop("seq"), cells


def _make_rows(kind: str, model: type[Model], kept: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    columns, fields = _columns(model), model._meta.concrete_fields  # noqa: SLF001
    binary = {field.column for field in fields if field.get_internal_type() == "BinaryField"}
    unsaid = _unsaid(model)
    for seq, told in _read_told(kind, model, kept):
        whole = unsaid | told | {"seq": seq}
        row = (whole.get(name) for name in columns)
        yield tuple(
            bytes.fromhex(value) if name in binary and value is not None else value
            for name, value in zip(columns, row, strict=True)
        )


def _unsaid(model: type[Model]) -> dict[str, Any]:
    """Return what a column holds that its entry does not speak of: nothing, or the default of one added later."""
    fields = model._meta.concrete_fields  # noqa: SLF001
    return {
        str(field.column): field.get_default() for field in fields if not field.primary_key and field.column != "seq"
    }


def _columns(model: type[Model]) -> tuple[str, ...]:
    fields = model._meta.concrete_fields  # noqa: SLF001  (Django's documented way)
    return tuple(str(field.column) for field in fields if field.column != "id")


def _spell(value: object) -> object:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def _check_pages(findings: Findings) -> None:
    """Find documents and pages of notices that are not the ones whose hashes were published."""
    for notice in Notice.objects.exclude(document="").iterator():
        if _hash(notice.document) != notice.text_sha256:
            findings.note(f"台账第 {notice.seq} 条发布的告知，文本和发布时的哈希值对不上")
    stands = {(page.version, page.name): _hash(page.body) for page in NoticePage.objects.iterator()}
    for version, name, digest in _read_pages():
        if stands.pop((version, name), None) != digest:
            findings.note("有一页告知不见了，或和发布时的哈希值对不上")
    if stands:
        findings.note(f"多了 {len(stands)} 页台账没有记过的告知")


def _read_pages() -> Iterator[tuple[str, str, str]]:
    """Yield version, name and hash of every page that was published."""
    for content in LedgerEntry.objects.filter(kind="notice", content__isnull=False).values_list("content", flat=True):
        told = _open_content(content)
        body: dict[str, Any] = told["body"] if told else {}
        for name, digest in body.get("pages", {}).items():
            yield body.get("version", ""), name, digest


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
