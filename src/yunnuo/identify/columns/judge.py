"""The kind of one column from its header and a sample of its cells, and where the two contradict each other.

The header leads where it says something the cells allow; cells that are plainly something personal overrule it, for a
missed field is worse than a false alarm. It must never keep a cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.identify.columns.composite import find_parts
from yunnuo.identify.columns.fitting import fits_header
from yunnuo.identify.columns.headers import EXACT_SURE, names_code, read_header
from yunnuo.identify.columns.lexicon import column_kinds
from yunnuo.identify.columns.values import gather_evidence, judge_own, judge_values, sum_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.identify.columns.values import Evidence

# Kinds whose cells can be told by their writing alone; only these may overrule or contradict a header.
_HARD: Final = frozenset(
    ("phone", "email", "id_card", "bank_card", "open_id", "device_id", "ip", "coordinates", "plate", "pay_account")
)
# What may stand in a column of a kind without contradicting its header.
_ALLOWED: Final = {
    "account": ("phone", "email", "open_id", "pay_account", "wechat", "nickname"),
    "nickname": ("phone", "email", "open_id", "wechat", "account"),
    "pay_account": ("phone", "email"),
    "top_up_account": ("phone", "email", "pay_account"),
    "wechat": ("phone", "open_id", "account", "nickname"),
    "landline": ("phone", "service_phone"),
    "service_phone": ("phone", "landline"),
    "promoter": ("phone", "open_id"),
    "promoter_phone": ("phone",),
    "wecom_id": ("open_id",),
    "staff": ("phone",),
    "phone": ("landline",),
    "virtual_until": (),
    "coordinates": ("region",),
    "child": ("phone", "id_card"),
    "secret": ("phone", "email", "device_id"),
    "biometric": ("device_id",),
}
# Codes that may be counted up. Ids of goods, some of eleven digits as phones are, besides stand in many rows each.
_CODES: Final = frozenset(
    ("goods_code", "invoice_number", "batch_number", "order_number", "payment_id", "tracking_number")
)
_GOODS: Final = "goods_code"
_REPEATED: Final = 0.5  # share of different cells up to which a few of them are those of goods
_DENSE: Final = 20  # numbers counted up one by one leave no larger gaps on average; those of people do
_OPENLY_PHONE: Final = 0.02  # share of masked, virtual or landline cells that only a phone column has
_DOUBTED: Final = 0.6
_OVERRULES: Final = 0.6  # share of cells from which they overrule the header
_NAMED: Final = 0.5  # share of names from which a staff column holds persons and not posts
_VALUES_SURE: Final = 0.9
_EMPTY_SURE: Final = 0.5
_UNKNOWN_SURE: Final = 0.5
_UNFIT_SURE: Final = 0.5  # a header whose cells cannot be what it says
_PHONE_LENGTH: Final = 11
_MOBILE: Final = re.compile("1[3-9][0-9]{9}")
_TELLING: Final = 10  # different cells that say more than a header of things
_NOTHING: Final = "other"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a column, how sure from 0 to 1, what its cells say against the header, and parts of a composite."""

    kind: str
    sure: float
    says: str  # kind the header or the layout names; empty when it names none
    contradicted: str = ""
    parts: tuple[str, ...] = ()
    evidence: Evidence | None = None


def judge_column(header: str, cells: Sequence[str | None], *, told: str = "") -> Verdict:
    """Return the verdict on a column; `told` is the kind a known layout gives it and leads before the header."""
    evidence = gather_evidence(cells)
    says, sure = _hear_layout(told, header)
    if not evidence.filled:
        return Verdict(says or "blank", sure and _EMPTY_SURE, says, evidence=evidence)
    parts = find_parts(evidence.cells) if says not in {"remark", "custom_text"} else ()
    if parts:
        return Verdict("composite", _VALUES_SURE, says, _name_clash(says, "composite"), parts, evidence)
    return _weigh_cells(says, sure, evidence, is_code=says == "account" and names_code(header))


def _weigh_cells(says: str, sure: float, evidence: Evidence, *, is_code: bool) -> Verdict:
    """Return the verdict on a column that says `says` and whose cells hold one thing each.

    `is_code`: the header speaks of the code of an account, which is given out and not a phone.
    """
    seen, share = judge_values(evidence)
    is_hard = seen in _HARD or (bool(seen) and seen == judge_own(evidence)[0])
    if is_hard and share >= _OVERRULES and (_clashes(says, seen) or (is_code and seen == "phone")):
        if seen == "phone" and _may_be_code(says, evidence):
            return Verdict(says, _DOUBTED, says, seen, evidence=evidence)
        return Verdict(seen, min(share, _VALUES_SURE), says, seen if says else "", evidence=evidence)
    if says and not fits_header(says, evidence) and (doubted := _doubt_header(says, seen, evidence)):
        return doubted
    if says:
        return Verdict(_refine(says, evidence), _weigh(says, sure, seen), says, evidence=evidence)
    if evidence.ciphertext > _OVERRULES:
        return Verdict("unknown_cipher", _OVERRULES, "", evidence=evidence)
    return Verdict(seen or "other", min(share, _VALUES_SURE) if seen else _UNKNOWN_SURE, "", evidence=evidence)


def _doubt_header(says: str, seen: str, evidence: Evidence) -> Verdict | None:
    """Return the verdict on cells that cannot be what the header says: of the two, the one that is personal is kept.

    None where neither is, or where a header of things has few different cells: words for things look like names.
    """
    kinds = column_kinds()
    against = seen if seen and _clashes(says, seen) else _NOTHING
    if kinds[says].tie == "direct":
        return Verdict(says, _UNFIT_SURE, says, against, evidence=evidence)
    if kinds[against].tie != "direct" or len(evidence.cells) < _TELLING:
        return None
    return Verdict(against, _UNFIT_SURE, says, against, evidence=evidence)


def _hear_layout(told: str, header: str) -> tuple[str, float]:
    """Return what the layout tells, else the header; a header that names something stricter adds to the layout."""
    says, sure = read_header(header)
    if not told or (sure >= EXACT_SURE and _rank_strictness(says) > _rank_strictness(told)):
        return says, sure
    return told, EXACT_SURE


def _rank_strictness(kind: str) -> int:
    held = column_kinds()[kind]
    return 2 * held.is_sensitive + (held.tie == "direct")


def _clashes(says: str, seen: str) -> bool:
    return says != seen and seen not in _ALLOWED.get(says, ())


def looks_own(verdict: Verdict) -> bool:
    """Return whether what looks like a phone in a column of codes is one of its codes: they look so by themselves."""
    if verdict.contradicted == "phone":  # asked for a review as a whole
        return True
    alike = [cell for cell in verdict.evidence.cells if len(cell) == _PHONE_LENGTH] if verdict.evidence else []
    numbers = [cell for cell in alike if cell.isdigit() and cell.isascii()]
    return sum(bool(_MOBILE.fullmatch(cell)) for cell in numbers) * 2 < len(numbers)


def _may_be_code(says: str, evidence: Evidence) -> bool:
    """Return whether eleven bare digits may be the codes a header names: any counted up, a few goods again and again.

    All others are phones: people type them wherever there is room.
    """
    if _is_openly_phone(evidence):
        return False
    is_few = len(evidence.cells) < _TELLING and evidence.distinct <= _REPEATED
    return (says == _GOODS and is_few) or (says in _CODES and _is_counted(evidence.cells))


def _is_counted(cells: Sequence[str]) -> bool:
    """Return whether numbers lie as close together as those that are given out one after the other."""
    numbers = sorted(int(cell) for cell in cells if cell.isdigit() and cell.isascii())
    return len(numbers) >= _TELLING and numbers[-1] - numbers[0] < _DENSE * len(numbers)


def _is_openly_phone(evidence: Evidence) -> bool:
    return sum_shapes(evidence, ("masked_phone", "virtual", "landline")) >= _OPENLY_PHONE


def _name_clash(says: str, seen: str) -> str:
    return seen if says and says not in {"address", "name"} else ""


def _refine(says: str, evidence: Evidence) -> str:
    """Return `staff_alias` for a staff column without names: posts and nicknames single nobody out."""
    if says == "staff" and sum_shapes(evidence, ("name", "masked_name", "mobile", "email")) < _NAMED:
        return "staff_alias"
    return says


def _weigh(says: str, sure: float, seen: str) -> float:
    """Return how sure a header's kind is once the cells were seen: agreement adds, another kind takes away."""
    if says == seen:
        return min(0.99, sure + 0.04)
    return sure - 0.1 if says in _HARD else sure
