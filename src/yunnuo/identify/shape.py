"""The shapes other modules of this room share: roles a column can play, layouts, columns of one file.

Facts about platforms live in `readers`; this module must never know a platform's header by name.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\x00"))


class Role(StrEnum):
    """What a column says about the consumer, or about somebody else who must not be taken for the consumer."""

    ORDER_ID = "order_id"
    ACCOUNT = "account"
    PAY_ACCOUNT = "pay_account"
    NICKNAME = "nickname"
    BUYER_NAME = "buyer_name"
    BUYER_PHONE = "buyer_phone"
    RECEIVER_NAME = "receiver_name"
    RECEIVER_PHONE = "receiver_phone"
    RECEIVER_ADDRESS = "receiver_address"
    REGION = "region"
    EMAIL = "email"
    WECOM_ID = "wecom_id"
    UNION_ID = "union_id"
    ID_NUMBER = "id_number"
    ID_NAME = "id_name"
    BIRTHDAY = "birthday"
    GENDER = "gender"
    REMARK = "remark"
    TOP_UP_ACCOUNT = "top_up_account"
    DEVICE_ID = "device_id"
    SHOP = "shop"
    ORDERED_AT = "ordered_at"
    PAID_AT = "paid_at"
    FIRST_SEEN = "first_seen"
    MEMBER_FLAG = "member_flag"
    MEMBER_SINCE = "member_since"
    MEMBER_SHOP = "member_shop"
    VIRTUAL_UNTIL = "virtual_until"
    GOODS = "goods"
    STATUS = "status"
    AMOUNT = "amount"
    TRACKING = "tracking"
    PAYMENT_ID = "payment_id"
    GIFT = "gift"
    INVOICE = "invoice"
    TAG = "tag"
    PROMOTER = "promoter"
    PROMOTER_PHONE = "promoter_phone"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Layout:
    """One download of one platform in one era.

    `headers` stand as the platform writes them, trailing blanks included; `also` are headers seen in variants of the
    same download whose position or era is not known; `roles` maps a normalised header to its role; `origin` is the
    data origin kind a row of this file proves; `exact` layouts are too small to be recognised and must be named.
    """

    name: str
    platform: str
    kind: str
    era: str
    certainty: str
    origin: str
    headers: tuple[str, ...]
    roles: Mapping[str, Role]
    also: tuple[str, ...] = ()
    exact: bool = False
    names: frozenset[str] = field(init=False, repr=False)
    known: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = frozenset(map(normalise_header, self.headers)) - {""}
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "known", names | frozenset(map(normalise_header, self.also)))

    @property
    def family(self) -> tuple[str, str]:
        """Return (platform, kind), which recognition must get right; the era may stay open."""
        return self.platform, self.kind


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one file: header as written, role if any, 1-based position, and its name in the staged table."""

    header: str
    role: Role | None
    position: int

    @property
    def staged(self) -> str:
        """Return the SQL name of the column; positions keep duplicated headers apart."""
        return f"c{self.position}"


def normalise_header(text: str) -> str:
    """Return the header for comparison: NFKC, without BOM, TAB, blanks inside or around, and letter case."""
    folded = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    return "".join(folded.split()).casefold()


def split_headers(text: str) -> tuple[str, ...]:
    """Return headers written one after another with `|` between them; blanks belong to the header."""
    return tuple(text.split("|"))


def assign_roles(roles: Mapping[Role, str]) -> dict[str, Role]:
    """Return normalised header -> role from role -> headers joined by `|`."""
    return {normalise_header(header): role for role, text in roles.items() for header in text.split("|")}
