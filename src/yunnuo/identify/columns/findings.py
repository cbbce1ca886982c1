"""What every column of a table holds: kind, personal or not, sensitive or not, why, in which form, how sure.

Headers and a sample decide the kind, a full pass counts the forms. Works on texts, Arrow batches and, through
`tables`, on frames and database tables. A finding never carries a cell, only masked examples.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from yunnuo.identify.columns.lexicon import column_kinds
from yunnuo.identify.columns.masks import pick_examples
from yunnuo.identify.columns.scan import scan_table
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from yunnuo.identify.columns.cells import Tally
    from yunnuo.identify.columns.judge import Verdict
    from yunnuo.identify.columns.scan import Watch

    Batches = Callable[[], Iterator[pa.RecordBatch]]

# Codes that belong to a person anyway; a phone among them is out of place.
_CODES: Final = frozenset(("order_number", "payment_id", "gift_id", "customs_number", "tracking_number", "pickup_code"))
_UNSURE: Final = 0.7  # below, a person should look


@dataclass(frozen=True, slots=True)
class ColumnFinding:
    """What one column holds. Counts are rows; `confidence` is from 0 to 1.

    `tie`: `direct` = personal by itself, `linked` = a record of the person the row speaks of, `none`, `unknown` = not
    recognised, which does not mean that it is not personal. `is_personal` is true for `direct` and wherever numbers of
    persons were found; `is_linked` for the rest that belongs to a person in this table. `contradiction` is the kind the
    cells point to against header or layout, `other` where they only cannot be what it says. `needs_review` asks a
    person to look, `doubts` say why. `ciphers` counts ciphertext by platform, `` for an unknown one.
    """

    header: str
    position: int
    kind: str
    zh: str
    of: str
    category: str
    tie: str
    is_personal: bool
    is_linked: bool
    is_sensitive: bool
    sensitive_kind: str
    is_quasi: bool
    why: tuple[str, ...]
    confidence: float
    needs_review: bool
    contradiction: str
    parts: tuple[str, ...]
    counts: Mapping[CellClass, int]
    ciphers: Mapping[str, int]
    phones: int
    id_numbers: int
    distinct: float
    examples: tuple[str, ...] = field(default=())
    doubts: tuple[str, ...] = field(default=())
    emails: int = 0

    @property
    def is_unknown(self) -> bool:
        """Return whether nobody could say what it holds."""
        return self.tie == "unknown" and not self.is_personal

    @property
    def rows(self) -> int:
        """Return the rows of the table."""
        return sum(self.counts.values())

    @property
    def shares(self) -> dict[CellClass, float]:
        """Return the share of rows of every cell class; all zero for a table without rows."""
        rows = self.rows
        return {kind: count / rows if rows else 0.0 for kind, count in self.counts.items()}


def type_columns(
    headers: Sequence[str], columns: Sequence[Sequence[str | None]], *, told: Mapping[int, str] | None = None
) -> tuple[ColumnFinding, ...]:
    """Return one finding per column of texts, in order; ValueError when headers and columns differ in number.

    `told` maps a position from 0 to the kind a known layout gives the column.
    """
    if len(headers) != len(columns):
        raise ValueError("headers and columns differ in number")
    if not columns:
        return ()
    names = [f"c{place}" for place in range(1, len(columns) + 1)]
    arrays: list[pa.Array[Any]] = [pa.array(list(cells), pa.string()) for cells in columns]
    batch = pa.RecordBatch.from_arrays(arrays, names=names)
    return type_batches(headers, lambda: iter((batch,)), told=told)


def type_batches(
    headers: Sequence[str], batches: Batches, *, told: Mapping[int, str] | None = None, watch: Watch | None = None
) -> tuple[ColumnFinding, ...]:
    """Return one finding per column of a table that is read as Arrow batches, streaming.

    `batches` is called once, or twice when the whole table shows a kind its head did not; every call starts anew.
    `watch` is called from two threads with (position from 0, kind, chunk, counts so far) of every column and batch.
    """
    return make_findings(headers, scan_table(headers, batches, told or {}, watch))


def make_findings(headers: Sequence[str], scanned: Sequence[tuple[Verdict, Tally]]) -> tuple[ColumnFinding, ...]:
    """Return one finding per column of a whole table from verdicts and counts."""
    person = any(_speaks_of_consumer(verdict.kind) for verdict, _ in scanned)
    return tuple(
        _make_finding(header, place, verdict, tally, has_person=person)
        for place, (header, (verdict, tally)) in enumerate(zip(headers, scanned, strict=True), start=1)
    )


def find_surplus(
    findings: Sequence[ColumnFinding], needed: Collection[str], kinds: Collection[str] = ()
) -> tuple[ColumnFinding, ...]:
    """Return the columns about persons a purpose does not need; empty ones are left out.

    `needed` are ids of the rulebook's categories, `kinds` single kinds of columns the purpose needs besides.
    """
    return tuple(
        found
        for found in findings
        if (found.is_personal or found.is_linked)
        and found.category not in needed
        and found.kind not in kinds
        and found.counts[CellClass.EMPTY] < found.rows
    )


def _speaks_of_consumer(kind: str) -> bool:
    held = column_kinds()[kind]
    return held.tie == "direct" and held.of == "consumer"


def _make_finding(header: str, place: int, verdict: Verdict, tally: Tally, *, has_person: bool) -> ColumnFinding:
    kind = column_kinds()[verdict.kind]
    astray = _categorise_strays(tally) if kind.tie != "direct" else ""
    strays = bool(astray)
    is_linked = kind.tie == "linked" and has_person and not strays
    evidence = verdict.evidence
    shown = kind.tie == "direct" and evidence is not None
    doubts = _list_doubts(verdict, tally, strays=strays)
    return ColumnFinding(
        header=header,
        position=place,
        kind=kind.id,
        zh=kind.zh,
        of=kind.of,
        category=kind.category or astray,
        tie=kind.tie,
        is_personal=kind.tie == "direct" or strays,
        is_linked=is_linked,
        is_sensitive=kind.is_sensitive or bool(tally.id_numbers),
        sensitive_kind=kind.sensitive_kind,
        is_quasi=kind.is_quasi,
        why=(*_explain(verdict, tally, strays=strays, is_linked=is_linked), *doubts),
        confidence=round(verdict.sure, 2),
        needs_review=bool(doubts),
        contradiction=verdict.contradicted,
        parts=verdict.parts,
        counts={name: tally.classes[name] for name in CellClass},
        ciphers=dict(tally.ciphers),
        phones=tally.phones,
        id_numbers=tally.id_numbers,
        emails=tally.emails,
        distinct=evidence.distinct if evidence else 0.0,
        examples=pick_examples(kind.id, evidence.cells) if shown and evidence else (),
        doubts=doubts,
    )


def _explain(verdict: Verdict, tally: Tally, *, strays: bool, is_linked: bool) -> tuple[str, ...]:
    """Return why a column is what it is."""
    kinds = column_kinds()
    why = [kinds[verdict.kind].why]
    if verdict.parts:
        why.append("每格里有：" + "、".join(kinds[part].zh for part in verdict.parts))
    if is_linked:
        why.append("单独一列认不出人，这张表里与同一行的个人合在一起")
    if not (strays or verdict.kind in _CODES):  # there they are a doubt
        why += _tell_numbers(
            0 if verdict.kind == "composite" else tally.phones, 0 if verdict.kind == "id_card" else tally.id_numbers
        )
    return tuple(why)


def _list_doubts(verdict: Verdict, tally: Tally, *, strays: bool) -> tuple[str, ...]:
    """Return what a person should look at and why; empty for a column nothing speaks against."""
    kind = column_kinds()[verdict.kind]
    filled = verdict.evidence is not None and verdict.evidence.filled > 0
    doubts = []
    if verdict.contradicted:
        doubts.append(_tell_contradiction(verdict))
    elif filled and kind.tie == "direct" and verdict.sure < _UNSURE:
        doubts.append("表头和内容都说得不够清楚，请核对")
    if strays or verdict.kind in _CODES:
        doubts += _tell_numbers(tally.phones, tally.id_numbers, tally.emails)
    if kind.ask and filled:
        doubts.append(kind.ask)
    return tuple(doubts)


def _tell_contradiction(verdict: Verdict) -> str:
    kinds = column_kinds()
    says, seen = kinds[verdict.says], kinds[verdict.contradicted]
    if seen.tie == "unknown":
        return f"表头写的是“{says.zh}”，内容却多半不像{says.zh}，请核对"
    return f"表头写的是“{says.zh}”，内容却像“{seen.zh}”，请核对"


def _categorise_strays(tally: Tally) -> str:
    """Return the category of what is astray in a column of something else; empty where nothing is."""
    found = (("phone", tally.phones), ("id_number", tally.id_numbers), ("email", tally.emails))
    return next((category for category, rows in found if rows), "")


def _tell_numbers(phones: int, id_numbers: int, emails: int = 0) -> list[str]:
    told = [(phones, "手机号"), (id_numbers, "身份证号"), (emails, "电子邮箱")]
    return [f"其中 {rows:,} 行夹着{zh}" for rows, zh in told if rows]
