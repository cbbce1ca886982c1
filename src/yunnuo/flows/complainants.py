"""Who made a complaint: the individual who had signed in, or whoever is on record today by what they had shown then.

A contact point shown to be theirs is kept sealed with the complaint, so that a stop can be recorded for it even when
nobody is on record by it. It leaves here only as a key to look up or stop by; it is shown to nobody in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.ledger.receipts import read_receipt
from yunnuo.people.keys import KeyValue
from yunnuo.people.models import Key
from yunnuo.protect.cipher import open_values, seal_values
from yunnuo.protect.index import blind_index
from yunnuo.rights.complaints import Owner, Shown, list_unowned, open_complaint
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.rights.models import Complaint


LOOK: Final = "用 yunnuo people complaints 看有哪些；本人的信息删除之后，投诉也不再查得到"


def seal_shown(workspace: Workspace, key: KeyValue) -> Shown:
    """Return a contact point somebody showed to be theirs as it is kept with their complaint."""
    (sealed,) = seal_values(workspace.ring, key.kind, [key.value])
    return Shown(key.kind, sealed, blind_index(workspace.ring.current, *key))


def open_shown(workspace: Workspace, held: Complaint) -> KeyValue | None:
    """Return what was shown when a complaint was made; None when nobody was signed in, or it was not kept yet."""
    if held.verified is None:
        return None
    (value,) = open_values(workspace.ring, held.verified_kind, [bytes(held.verified)])
    return KeyValue(held.verified_kind, "", value)


def find_owner(workspace: Workspace, held: Complaint) -> int | None:
    """Return who made a complaint, or who is on record today by what was shown then; None when nobody is."""
    if held.individual is not None:
        return held.individual.merged_into or held.individual.pk
    key = open_shown(workspace, held)
    if key is None:
        return None
    known = Key.objects.filter(blind__in=_index_key(workspace, key)).values_list("individual_id", flat=True)
    return known.order_by("pk").first()


def find_complaint(workspace: Workspace, number: str) -> Complaint | None:
    """Return the complaint of a number; None when there is none."""
    seq = read_receipt(workspace.ring.versions, number)
    return open_complaint(seq) if seq else None


def find_complainant(workspace: Workspace, number: str) -> KeyValue | int:
    """Return whom a stop for a complaint is of: an individual on record, else the contact point that was shown.

    Raises RefusedError when there is no such complaint, or whoever made it had not signed in.
    """
    held = find_complaint(workspace, number)
    if held is None:
        raise RefusedError("people.complaint", "没有这个编号的投诉", todo=LOOK)
    found = find_owner(workspace, held) or open_shown(workspace, held)
    if found is None:
        raise RefusedError(
            "people.complaint_unsigned",
            "提这件投诉的人没有登录",
            why="不知道是谁",
            todo="按投诉里留的联系方式核实本人，再用 --phone、--email 或 --account 找",
        )
    return found


def find_by_complaint(workspace: Workspace, number: str) -> int:
    """Return who is on record for a complaint; raise RefusedError as `find_complainant`, or when nobody is."""
    found = find_complainant(workspace, number)
    if not isinstance(found, int):
        raise RefusedError(
            "people.complaint_unknown",
            "提这件投诉的人登录过，但是没有人按核实过的联系方式登记在案",
            why="没有记录不等于没有被联系过",
            todo="用 yunnuo consent withdraw --complaint 编号 记下停止联系，以后登记进来也有效",
        )
    return found


def own_complaints(workspace: Workspace, key: KeyValue, individual: int | None) -> Owner:
    """Return whose complaints are those of somebody signed in: also the ones made before they were on record."""
    return Owner([] if individual is None else [individual], _index_key(workspace, key))


def all_owned(workspace: Workspace, individuals: Sequence[int]) -> Owner:
    """Return whose complaints are those of these individuals: also those made when nobody was on record by theirs.

    Under which key version somebody's key is indexed says nothing about the one of the complaint's day, so complaints
    of nobody on record are opened one by one.
    """
    keys = {bytes(blind) for blind in Key.objects.filter(individual__in=individuals).values_list("blind", flat=True)}
    blinds = []
    for held in list_unowned():
        key = open_shown(workspace, held)
        if key is not None and keys.intersection(_index_key(workspace, key)):
            blinds.append(bytes(held.verified_blind or b""))
    return Owner(individuals, blinds)


def _index_key(workspace: Workspace, key: KeyValue) -> list[bytes]:
    """Return the indexes of a key under every version kept: a complaint has the one of its own day."""
    return [blind_index(version, *key) for version in workspace.ring.versions]
