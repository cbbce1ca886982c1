"""What somebody typed as their phone number or e-mail address, read as a key."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from yunnuo.people.keys import KeyKind, KeyValue, normalise_value

if TYPE_CHECKING:
    from yunnuo.reach.senders import CodeSender

LONGEST: Final = 100


def read_contact(typed: str, sender: CodeSender) -> KeyValue | None:
    """Return the key that was typed, or None when it is none a code can be sent to."""
    text = unicodedata.normalize("NFKC", typed).strip()
    kind = KeyKind.EMAIL if "@" in text else KeyKind.PHONE
    value = normalise_value(kind, text) if len(text) <= LONGEST else None
    return KeyValue(kind.value, "", value) if value is not None and kind.value in sender.kinds else None
