"""What names an individual: kind, scope and value of a key, and how a value is written so that equal means equal.

A phone, e-mail, WeCom id or unionid is valid everywhere; a platform account only within its platform and shop.
Values must never reach a log or a message.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final, NamedTuple

from yunnuo.identify.cells import classify_cell, clean_cell, normalise_phone
from yunnuo.terms.outcomes import CellClass

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class KeyKind(StrEnum):
    """The kinds of key."""

    PHONE = "phone"
    PLATFORM_ACCOUNT = "platform_account"
    EMAIL = "email"
    WECOM_ID = "wecom_id"
    UNION_ID = "union_id"

    @property
    def zh(self) -> str:
        """Return the Chinese word used in files and messages."""
        return _ZH[self.value]


_ZH: Final = {
    "phone": "手机号",
    "platform_account": "平台账号",
    "email": "邮箱",
    "wecom_id": "企微客户",
    "union_id": "unionid",
}


class KeyValue(NamedTuple):
    """A key in plain, alive only while a file is being read; `scope` is empty or `platform|shop`."""

    kind: str
    scope: str
    value: str


def fold_shop(name: str) -> str:
    """Return a shop's name as it is compared: width, case and blanks differ between files and never between shops."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def account_scope(platform: str, shop: str) -> str:
    """Return the scope of a platform account, however the shop's name is written."""
    return f"{platform}|{fold_shop(shop)}"


def normalise_value(kind: KeyKind, text: str) -> str | None:
    """Return the value as it is compared, or None when it cannot be a key: masked, ciphertext, virtual, malformed."""
    if kind is KeyKind.PHONE:
        number = normalise_phone(text)
        return number if number and number.startswith("+") else None
    bare = clean_cell(text)
    if classify_cell("email" if kind is KeyKind.EMAIL else "account", bare) is not CellClass.PLAIN:
        return None
    if kind is KeyKind.EMAIL:
        return bare.lower() if _EMAIL.fullmatch(bare) else None
    return bare
