"""Consent debt: how well standing consents are evidenced, by purpose and channel, and what would raise each grade.

A consent is counted once for an individual, a purpose and a channel, with the best evidence held; one that was ended or
lapsed is counted apart. A grade says what is held, never that a consent is valid. Reads no clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.grading import GRADES, PIECES, find_raise, grade_pieces
from yunnuo.flows.reading import copy_tables
from yunnuo.flows.snapshot_tables import SnapTable
from yunnuo.flows.staging import read_rows
from yunnuo.flows.workspace import open_scratch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant


@dataclass(frozen=True, slots=True)
class Raise:
    """A step: consents of grade `start` become grade `end` when these pieces of evidence are found and imported."""

    start: str
    end: str
    pieces: tuple[str, ...]
    consents: int


@dataclass(frozen=True, slots=True)
class Debt:
    """The consents to one purpose on one channel: standing ones by grade, what they lack, what would raise them."""

    purpose: str
    channel: str
    grades: dict[str, int]
    lacking: dict[str, int]
    raises: tuple[Raise, ...]
    ended: int

    @property
    def standing(self) -> int:
        """Return how many stand."""
        return sum(self.grades.values())

    def as_json(self) -> dict[str, Any]:
        """Return one element of the stable JSON shape `yunnuo.consent.debt/1`."""
        return {**asdict(self), "raises": [asdict(step) for step in self.raises], "standing": self.standing}


def read_debt(workspace: Workspace, *, now: Instant) -> tuple[Debt, ...]:
    """Return the debt of each purpose and channel anybody agreed to, the largest first; as things stand at `now`."""
    with open_scratch(workspace) as scratch:
        copy_tables(workspace, scratch, _TABLES)
        for statement in _PAIRS:
            scratch.execute(statement, {"now": now} if "$now" in statement else None)
        rows = list(read_rows(scratch, _COUNTED))
    found: defaultdict[tuple[str, str], list[tuple[tuple[str, ...], int, int]]] = defaultdict(list)
    for purpose, channel, mask, standing, ended in rows:
        found[purpose, channel].append((_read_pieces(mask), standing, ended))
    debts = [_sum_debt(*pair, held) for pair, held in found.items()]
    return tuple(sorted(debts, key=lambda debt: (-debt.standing, debt.purpose, debt.channel)))


def _sum_debt(purpose: str, channel: str, held: list[tuple[tuple[str, ...], int, int]]) -> Debt:
    grades, lacking = Counter(dict.fromkeys(GRADES, 0)), Counter(dict.fromkeys(PIECES, 0))
    steps: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    for pieces, standing, _ in held:
        grade = grade_pieces(pieces)
        grades[grade] += standing
        lacking.update({piece: standing for piece in PIECES if piece not in pieces})
        end, wanted = find_raise(pieces)
        if wanted and standing:
            steps[grade, end, wanted] += standing
    raises = tuple(Raise(*step, consents) for step, consents in sorted(steps.items(), key=lambda item: -item[1]))
    return Debt(purpose, channel, dict(grades), dict(lacking), raises, sum(ended for _, _, ended in held))


def _read_pieces(mask: int) -> tuple[str, ...]:
    return tuple(piece for number, piece in enumerate(PIECES) if mask >> number & 1)


def tell_debt(debt: Debt, purpose: str, channel: str) -> Iterator[str]:
    """Yield the debt as lines; `purpose` and `channel` are their Chinese names."""
    grades = "　".join(f"{grade} {count:,}" for grade, count in debt.grades.items())
    ended = f"（另有 {debt.ended:,} 条已撤回、拒绝或到期）" if debt.ended else ""
    yield f"{purpose}·{channel}：{debt.standing:,} 条在效{ended}"
    yield f"  {grades}"
    missing = "、".join(f"{PIECES[piece]} {count:,}" for piece, count in debt.lacking.items() if count)
    if missing:
        yield f"  缺：{missing}"
    for step in debt.raises:
        pieces = "、".join(PIECES[piece] for piece in step.pieces)
        yield f"  补上{pieces}：{step.consents:,} 条从 {step.start} 升到 {step.end}"


_TABLES: Final = (
    SnapTable(
        "debt_consent",
        'individual BIGINT, circle BIGINT, "at" BIGINT, until BIGINT, purposes VARCHAR, channels VARCHAR, mask INTEGER',
        f"""SELECT c.individual_id, i.circle, c.at, coalesce(c.until, {2**62}) AS until, c.purposes, c.channels,
            CASE WHEN c.notice_version <> '' THEN 1 ELSE 0 END
            + CASE WHEN c.notice_shown_at IS NOT NULL THEN 2 ELSE 0 END
            + CASE WHEN c.manner <> 'unknown' THEN 4 ELSE 0 END
            + CASE WHEN c.touchpoint <> '' THEN 8 ELSE 0 END
            + CASE WHEN c.evidence <> '' THEN 16 ELSE 0 END AS mask
        FROM consent_consentevent c JOIN people_individual i ON i.id = c.individual_id WHERE c.kind = 'consent'""",
    ),
    SnapTable(
        "debt_stop",
        'circle BIGINT, "at" BIGINT, purposes VARCHAR, channels VARCHAR',
        # A stop limited to recipients or categories leaves the rest of what was agreed.
        """SELECT i.circle, s.at, s.purposes, s.channels
        FROM consent_stopevent s JOIN people_individual i ON i.id = s.individual_id
        WHERE s.recipients = '' AND s.categories = ''""",
    ),
)
# One row an individual, purpose and channel; on the same instant a stop wins. Of several that stand the best evidenced
# counts: the pieces of the best grade, which the lowest rank names.
_RANKS: Final = ", ".join(
    f"({mask}, {GRADES.index(grade_pieces(_read_pieces(mask)))})" for mask in range(2 ** len(PIECES))
)
_PAIRS: Final = (
    """
    CREATE TEMP TABLE asked AS
    SELECT individual, circle, "at", until, mask, unnest(string_split(purposes, ';')) AS purpose, channels
    FROM debt_consent WHERE "at" <= $now
    """,
    """
    CREATE TEMP TABLE pair AS
    SELECT * EXCLUDE channels, unnest(string_split(channels, ';')) AS channel FROM asked
    """,
    f"CREATE TEMP TABLE grade AS SELECT * FROM (VALUES {_RANKS}) AS held(mask, rank)",
    """
    CREATE TEMP TABLE judged AS
    SELECT p.individual, p.purpose, p.channel, p.mask, g.rank, p.until >= $now AND NOT EXISTS (
        SELECT 1 FROM debt_stop s WHERE s.circle = p.circle AND s."at" >= p."at" AND s."at" <= $now
        AND (s.purposes = '' OR list_contains(string_split(s.purposes, ';'), p.purpose))
        AND (s.channels = '' OR list_contains(string_split(s.channels, ';'), p.channel))
    ) AS stands
    FROM pair p JOIN grade g USING (mask) WHERE p.purpose <> '' AND p.channel <> ''
    """,
)
_COUNTED: Final = """
    WITH best AS (
        SELECT individual, purpose, channel, bool_or(stands) AS stands,
            coalesce(arg_min(mask, rank) FILTER (stands), arg_min(mask, rank)) AS mask
        FROM judged GROUP BY ALL
    )
    SELECT purpose, channel, mask, count(*) FILTER (stands)::BIGINT, count(*) FILTER (NOT stands)::BIGINT
    FROM best GROUP BY ALL ORDER BY ALL
"""
