"""Proof packs: everything the ledger says about one person, one list or one notice, provable without the product.

A checkpoint is signed first, so nothing in a pack is pending. A person's pack shows what was recorded about them and
nobody else: lists show two neighbours' tokens, which name nobody. Contact points never leave.

Limit: nothing proves that a pack holds every entry about a person; that the handler left none out is its word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from yunnuo.consent.models import CardBatch, ConsentEvent, Notice, NoticePage, NoticeShown, StopEvent
from yunnuo.evidence.packs import Consistency, ErasedEvent, PackParts, ShownEvent, ShownList, ShownNotice, write_pack
from yunnuo.evidence.proofs import make_token
from yunnuo.flows.listing import read_list
from yunnuo.ledger.checking import ERASED
from yunnuo.ledger.finding import find_entries
from yunnuo.ledger.journal import read_content
from yunnuo.ledger.models import Checkpoint, LedgerEntry, PublishedList
from yunnuo.ledger.sequencing import prove_entry, prove_growth, write_checkpoint
from yunnuo.people.models import Individual
from yunnuo.protect.signing import open_signing
from yunnuo.protect.subjects import subject_token
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.evidence.packs import SubjectKind
    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

_ABOUT: Final = ("people.membership", "people.deceased", "people.merge", ERASED)
_NAMES: Final = ("individual", "gone", "kept")
_GROWTHS: Final = 64  # earlier checkpoints, the latest ones, that a pack ties itself to


@dataclass(slots=True)
class _Chosen:
    """What goes into a pack: entries, pages (file name -> body) and lists by name."""

    seqs: set[int] = field(default_factory=set)
    pages: dict[str, bytes] = field(default_factory=dict)
    lists: list[PublishedList] = field(default_factory=list)
    token: bytes | None = None


def pack_person(workspace: Workspace, individual: int, *, now: Instant) -> bytes:
    """Return the pack of one individual: their consents, stops, displays, notices, and every list they are on or not.

    Raises RefusedError when nobody has the number.
    """
    who = Individual.objects.filter(pk=individual).first()
    if who is None:
        raise RefusedError("people.unknown", "没有这个人的记录", why="没有记录不等于本人没有同意或拒绝过")
    chosen = _Chosen(token=subject_token(workspace.ring, individual))
    consents = list(ConsentEvent.objects.filter(individual_id=individual))
    chosen.seqs |= {item.seq for item in consents}
    chosen.seqs |= set(StopEvent.objects.filter(individual_id=individual).values_list("seq", flat=True))
    people = [individual, *Individual.objects.filter(merged_into=individual).values_list("pk", flat=True)]
    chosen.seqs |= set(find_entries(_ABOUT, _NAMES, people))
    _choose_displays(chosen, consents)
    chosen.lists = list(PublishedList.objects.order_by("seq"))
    chosen.seqs |= {item.seq for item in chosen.lists}
    return _write(workspace, "person", chosen, now=now)


def pack_campaign(workspace: Workspace, name: str, *, now: Instant) -> bytes:
    """Return the pack of one list that was handed out: what was committed to, when, under which rules."""
    held = PublishedList.objects.filter(name=name).first()
    if held is None:
        raise RefusedError("evidence.no_list", "没有交出过这个名单", todo="用 yunnuo evidence lists 看有哪些")
    return _write(workspace, "campaign", _Chosen(seqs={held.seq}), now=now)


def pack_notice(workspace: Workspace, version: str, *, now: Instant) -> bytes:
    """Return the pack of one notice version: its publication and its pages byte for byte."""
    notice = Notice.objects.filter(version=version).first()
    if notice is None:
        raise RefusedError("evidence.no_notice", "没有发布过这个告知版本", todo="用 yunnuo notice show 看有哪些")
    chosen = _Chosen(seqs={notice.seq})
    _choose_pages(chosen, [version])
    return _write(workspace, "notice", chosen, now=now)


def _choose_displays(chosen: _Chosen, consents: Iterable[ConsentEvent]) -> None:
    """Add what the individual was shown, the card that led there, and the notices."""
    visits = [item.visit for item in consents if item.visit is not None]
    shown = NoticeShown.objects.filter(visit__in=visits)
    batches = {item.batch for item in consents if item.batch}
    versions = {item.notice_version for item in consents if item.notice_version}
    chosen.seqs |= {item.seq for item in shown}
    chosen.seqs |= set(CardBatch.objects.filter(batch__in=batches).values_list("seq", flat=True))
    chosen.seqs |= set(Notice.objects.filter(version__in=versions).values_list("seq", flat=True))
    _choose_pages(chosen, versions)


def _choose_pages(chosen: _Chosen, versions: Iterable[str]) -> None:
    numbers = dict(Notice.objects.filter(version__in=versions).values_list("version", "seq"))
    for page in NoticePage.objects.filter(version__in=numbers):
        chosen.pages[f"notice-{numbers[page.version]}-{page.name}.html"] = page.body.encode()


def _write(workspace: Workspace, kind: SubjectKind, chosen: _Chosen, *, now: Instant) -> bytes:
    ring = open_signing(workspace.keys)
    point = write_checkpoint(ring.current, at=now)
    events, told = _show_events(chosen.seqs, point.size)
    pages = (ShownNotice(name, body) for name, body in sorted(chosen.pages.items()))
    parts = PackParts(
        kind=kind,
        created_at=now,
        checkpoint=point.note,
        keys=ring.publics,
        rotations=ring.rotations,
        token=chosen.token if chosen.lists else None,
        events=tuple(events),
        lists=tuple(_show_list(workspace, held, chosen.token) for held in chosen.lists if chosen.token is not None),
        notices=tuple(page for page in pages if _is_told(page, told)),
        consistency=tuple(_show_growths(point.size)),
    )
    return write_pack(parts, ring.current)


def _show_events(seqs: set[int], size: int) -> tuple[list[ShownEvent | ErasedEvent], str]:
    """Return the entries with their proofs, and all they say; erased ones stand beside their tombstone."""
    tombs = _read_tombs(seqs)
    events: list[ShownEvent | ErasedEvent] = []
    told: list[str] = []
    for entry in LedgerEntry.objects.filter(seq__in=[*seqs, *tombs]).order_by("seq"):
        proof = prove_entry(entry.seq, size)
        if entry.content is None or entry.salt is None:
            if entry.seq in tombs:
                events.append(ErasedEvent(entry.seq, bytes(entry.commitment), tombs[entry.seq], proof))
            continue
        events.append(ShownEvent(entry.seq, bytes(entry.salt), bytes(entry.content), proof))
        told.append(bytes(entry.content).decode())
    return events, "".join(told)


def _read_tombs(seqs: set[int]) -> dict[int, int]:
    """Return which entry each erased one is named by, for the tombstones among the entries."""
    tombs: dict[int, int] = {}
    for entry in LedgerEntry.objects.filter(seq__in=seqs, kind=ERASED, content__isnull=False):
        for erased in read_content(bytes(entry.content or b""))["body"]["erased"]:
            tombs[erased] = entry.seq
    return tombs


def _is_told(page: ShownNotice, told: str) -> bool:
    """Return whether some entry shown names the page's hash; another page proves nothing here."""
    return f'"{sha256(page.body).hexdigest()}"' in told


def _show_list(workspace: Workspace, held: PublishedList, token: bytes) -> ShownList:
    return ShownList(held.name, held.seq, read_list(workspace, held.name).prove(make_token(bytes(held.salt), token)))


def _show_growths(size: int) -> list[Consistency]:
    """Return the proofs that earlier checkpoints are beginnings of this one."""
    earlier = Checkpoint.objects.filter(size__lt=size).order_by("-size").values_list("size", flat=True)[:_GROWTHS]
    return [Consistency(old, size, prove_growth(old, size)) for old in sorted(earlier)]
