"""What the generator knows about its invented people: orders, events, contact points; facts only, nothing judged.

All times are instants (microseconds, UTC) on whole minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from yunnuo.terms.instant import Instant
    from yunnuo.terms.outcomes import CellClass


@dataclass(frozen=True, slots=True)
class Key:
    """An identifier; a platform account is valid only inside its platform and shop."""

    kind: str
    value: str
    platform: str = ""
    shop: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """How the brand came by a contact point."""

    kind: str
    platform: str
    shop: str
    at: Instant


@dataclass(slots=True)
class Contact:
    """A contact point as the brand's files show it; `expires_at` only for virtual numbers."""

    kind: str
    value: str
    cell_class: CellClass
    expires_at: Instant | None = None
    origins: list[Origin] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent or request of an event file; `platform` and `shop` say it was given inside a membership."""

    key: Key
    at: Instant
    notice: str
    shown_at: Instant | None
    purposes: tuple[str, ...]
    channels: tuple[str, ...]
    categories: tuple[str, ...]
    handler: str
    manner: str
    evidence: str
    touchpoint: str
    other_key: Key | None = None
    guardian: str = ""
    until: date | None = None
    platform: str = ""
    shop: str = ""
    event: Literal["consent", "request"] = "consent"
    late: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A withdrawal, refusal or suppression; no purposes or channels means all of them."""

    key: Key
    at: Instant
    event: Literal["withdrawal", "refusal", "suppression"]
    purposes: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberEvent:
    """Joining, leaving or hiding; a join names the phone the individual declared with the account."""

    key: Key
    at: Instant
    event: Literal["join", "leave", "hide"]
    other_key: Key | None = None


@dataclass(slots=True)
class Person:
    """One individual as the product should see it; `circle` is shared by all whom orders or declarations link."""

    scene: str
    circle: int
    keys: list[Key] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    memberships: list[MemberEvent] = field(default_factory=list)
    birthday: date | None = None
    age_band: str = ""
    deceased_at: Instant | None = None
    ordered: bool = False

    def find_contact(self, value: str) -> Contact | None:
        """Return the contact point with this value, or None."""
        return next((contact for contact in self.contacts if contact.value == value), None)


@dataclass(frozen=True, slots=True)
class Order:
    """One order; `phone_cell` is what stands in the receiver's phone cell, of class `phone_class`.

    `gift`: somebody paid whom the file does not name, and the receiver took it.
    """

    platform: str
    shop: str
    at: Instant
    account: str
    buyer_phone: str
    phone_cell: str
    phone_class: CellClass
    name: str
    address: str
    nick_masked: bool = False
    expires_at: Instant | None = None
    lines: int = 1
    remark: str = ""
    gift: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """One row of the brand's own customer list."""

    phone: str
    name: str
    nickname: str
    birthday: date | None
    since: Instant
    member_since: Instant | None = None
