"""Parcel cards: what a print run is pinned to, the way from a scanned card back to it, and what came of it.

A card holds a notice version, shop and batch, and nothing about who gets it. Scanning agrees to nothing: it leads to
the notice, and what is chosen there is evidence with the batch. Reads no clock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.consent.models import CardBatch, CardScan, ConsentEvent, NoticeShown, StopEvent
from yunnuo.ledger.journal import read_content
from yunnuo.ledger.models import LedgerEntry
from yunnuo.people.models import Individual
from yunnuo.protect.tokens import open_token, sign_token
from yunnuo.terms.errors import RefusedError
from yunnuo.terms.instant import show_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yunnuo.flows.workspace import Workspace
    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

USE: Final = "card"
REPRINTED: Final = "card.reprinted"  # the kind of entry of a batch printed again
DISPLAY: Final = "display"  # how the evidence of a choice names the display it was made on
_CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class BatchCount:
    """What came of a batch: cards printed first and again, scans, then people: agreed, refused, withdrew afterwards."""

    batch: str
    version: str
    platform: str
    shop: str
    at: Instant
    printed: int
    reprinted: int
    scans: int
    choices: int
    agreed: int
    refused: int
    withdrawn: int

    def as_json(self) -> dict[str, object]:
        """Return one element of the stable JSON shape `yunnuo.card.batches/1`."""
        return {**asdict(self), "at": show_instant(self.at)}


def write_card_token(ring: KeyRing, batch: CardBatch) -> str:
    """Return the token of every card of a batch, for `/q/TOKEN/`."""
    return sign_token(ring, USE, batch.batch, _bound(batch))


def open_card(workspace: Workspace, token: str) -> CardBatch:
    """Return the batch a scanned card belongs to.

    Raises TokenError (a RefusedError) when the token was forged, altered, or pinned to something else than the batch.
    """
    held: dict[str, CardBatch] = {}

    def bind(name: str) -> tuple[str, ...] | None:
        batch = CardBatch.objects.filter(batch=name).first()
        if batch is None:
            return None
        held[name] = batch
        return _bound(batch)

    return held[open_token(workspace.ring, USE, token, bind)]


def record_scan(batch: str, visit: bytes, now: Instant) -> None:
    """Record that a card of a batch led to a display of the notice; once for a visit.

    Raises RefusedError when there is no such batch.
    """
    if not CardBatch.objects.filter(batch=batch).exists():
        raise RefusedError("card.unknown", "没有印过这个批次的卡片", todo="核对批次名")
    if not CardScan.objects.filter(batch=batch, visit=visit).exists():
        CardScan.objects.create(batch=batch, visit=visit, at=now)


def count_batches() -> tuple[BatchCount, ...]:
    """Return every batch with its counts, the latest first."""
    scans = _count_distinct(CardScan.objects.values_list("batch", "visit").iterator(_CHUNK))
    given = list(_read_given())
    choices = Counter(item.batch for item in given)
    agreed = Counter(batch for batch, _ in {(item.batch, item.individual) for item in given})
    refused, withdrawn, again = _count_refused(), _count_withdrawn(given), _count_reprinted()
    return tuple(
        BatchCount(
            batch=held.batch,
            version=held.version,
            platform=held.platform,
            shop=held.shop,
            at=held.at,
            printed=held.printed,
            reprinted=again[held.batch],
            scans=scans[held.batch],
            choices=choices[held.batch],
            agreed=agreed[held.batch],
            refused=refused[held.batch],
            withdrawn=withdrawn[held.batch],
        )
        for held in CardBatch.objects.order_by("-seq")
    )


def count_erased() -> int:
    """Return how many people were erased: what they agreed to before is in no batch's counts any more."""
    return Individual.objects.exclude(erased_at=None).count()


@dataclass(frozen=True, slots=True)
class _Given:
    batch: str
    individual: int
    circle: int
    at: Instant
    purposes: frozenset[str]
    channels: frozenset[str]


def _bound(batch: CardBatch) -> tuple[str, ...]:
    return batch.version, batch.platform, batch.shop


def _count_distinct(pairs: Iterable[tuple[str, bytes | memoryview]]) -> Counter[str]:
    return Counter(batch for batch, _ in {(batch, bytes(visit)) for batch, visit in pairs})


def _read_given() -> Iterator[_Given]:
    columns = ("batch", "individual_id", "individual__circle", "at", "purposes", "channels")
    for batch, individual, circle, at, purposes, channels in (
        ConsentEvent.objects.exclude(batch="").values_list(*columns).iterator(_CHUNK)
    ):
        yield _Given(batch, individual, circle, at, _split(purposes), _split(channels))


def _count_reprinted() -> Counter[str]:
    """Return how many cards were printed again, by batch."""
    counts: Counter[str] = Counter()
    entries = LedgerEntry.objects.filter(kind=REPRINTED, content__isnull=False).values_list("content", flat=True)
    for content in entries:
        body = read_content(bytes(content or b""))["body"]
        counts[body["batch"]] += body["printed"]
    return counts


def _count_refused() -> Counter[str]:
    """Return how many people refused on a display that a card led to, by batch."""
    shown = dict(NoticeShown.objects.exclude(batch="").values_list("seq", "batch"))
    refusals = StopEvent.objects.filter(kind="refusal", evidence__startswith=f"{DISPLAY} ")
    people: set[tuple[str, int]] = set()
    for individual, evidence in refusals.values_list("individual_id", "evidence").iterator(_CHUNK):
        number = evidence.split(" ", 2)[1]
        batch = shown.get(int(number)) if number.isdecimal() else None
        if batch is not None:
            people.add((batch, individual))
    return Counter(batch for batch, _ in people)


def _count_withdrawn(given: Iterable[_Given]) -> Counter[str]:
    """Return how many of those who agreed by a card stopped some of it later, by batch; a linked key's stop counts."""
    stops: dict[int, list[tuple[Instant, frozenset[str], frozenset[str]]]] = {}
    columns = ("individual__circle", "at", "purposes", "channels")
    whole = StopEvent.objects.filter(recipients="", categories="")  # a limited one leaves the rest agreed
    for circle, at, purposes, channels in whole.values_list(*columns).iterator(_CHUNK):
        stops.setdefault(circle, []).append((at, _split(purposes), _split(channels)))
    people = {
        (item.batch, item.individual)
        for item in given
        for at, purposes, channels in stops.get(item.circle, ())
        if at >= item.at and (not purposes or purposes & item.purposes) and (not channels or channels & item.channels)
    }
    return Counter(batch for batch, _ in people)


def _split(joined: str) -> frozenset[str]:
    return frozenset(filter(None, joined.split(";")))
