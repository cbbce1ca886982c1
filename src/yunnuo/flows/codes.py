"""One-time codes: showing that a contact point is one's own, before anything about it is shown or recorded.

Nothing here looks anybody up: a code for a number nobody is known by is made, sent and checked in exactly the same
way, so neither page nor time tells whether somebody is known. What is kept is keyed and says nothing without the key.
Reads no clock.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING, Final

from django.db import transaction

from yunnuo.people.models import OneTimeCode
from yunnuo.protect.index import blind_index
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yunnuo.flows.workspace import Workspace
    from yunnuo.people.keys import KeyValue
    from yunnuo.protect.keys import KeyVersion
    from yunnuo.reach.senders import CodeSender
    from yunnuo.terms.instant import Instant

MINUTE: Final = 60_000_000  # microseconds
HOUR: Final = 60 * MINUTE
DIGITS: Final = 6
LIFE: Final = 10 * MINUTE
PAUSE: Final = MINUTE  # within it a second request sends nothing: the first code is on its way
TRIES: Final = 5
PER_CONTACT: Final = 6  # codes an hour to one contact point
PER_ASKER: Final = 60  # codes an hour from one address; many phones share one
AGAIN: Final = MINUTE  # a form sent twice comes within it
STAY: Final = 12 * HOUR  # how long a used code can keep a door open
KEPT: Final = 24 * HOUR


class Checked(Enum):
    """What became of a code: right, right but just used by the same form, or not right (wrong, expired or used)."""

    RIGHT = "right"
    TWICE = "twice"
    WRONG = "wrong"


def send_code(workspace: Workspace, sender: CodeSender, key: KeyValue, asker: str, *, now: Instant) -> int:
    """Make a code for a contact point, send it, and return the number to check it under.

    Within a minute of the last one nothing is sent and the last one's number is returned. Raises RefusedError when
    too many codes were asked for this contact point or from this asker, or when the sender fails.
    """
    version = workspace.ring.current
    blind, source = blind_index(version, *key), blind_index(version, "asker", "", asker)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction.atomic():
        OneTimeCode.objects.filter(at__lt=now - KEPT).delete()
        last = _live(blind, now).filter(at__gt=now - PAUSE).first()
        if last is not None:
            return last.pk
        _check_rate(blind, source, now)
        made = OneTimeCode.objects.create(
            blind=blind, asker=source, digest=_digest(version, blind, code), at=now, expires_at=now + LIFE
        )
    try:
        sender.send_code(key, code, LIFE // MINUTE)
    except BaseException:
        made.delete()
        raise
    return made.pk


def check_code(workspace: Workspace, key: KeyValue, number: int, typed: str, *, now: Instant) -> Checked:
    """Check what was typed against one code; each code can be tried a few times and used once."""
    version = workspace.ring.current
    blind = blind_index(version, *key)
    given = _digest(version, blind, _read_digits(typed))
    with transaction.atomic():
        held = OneTimeCode.objects.select_for_update().filter(pk=number, blind=blind).first()
        same = hmac.compare_digest(given, bytes(held.digest) if held else bytes(len(given)))
        if held is None or held.tries >= TRIES:
            return Checked.WRONG
        OneTimeCode.objects.filter(pk=held.pk).update(tries=held.tries + 1)
        if not same:
            return Checked.WRONG
        if held.used_at is not None:
            return Checked.TWICE if now - held.used_at < AGAIN else Checked.WRONG
        if held.expires_at <= now:
            return Checked.WRONG
        OneTimeCode.objects.filter(pk=held.pk).update(used_at=now)
        return Checked.RIGHT


def is_open(number: int, *, now: Instant) -> bool:
    """Return whether the door a code opened still is: it was used not too long ago, and nobody closed it."""
    return OneTimeCode.objects.filter(pk=number, used_at__gt=now - STAY).exists()


def close_door(number: int) -> None:
    """Close the door a code opened; whoever kept the pass of it stands outside."""
    OneTimeCode.objects.filter(pk=number).delete()


def _live(blind: bytes, now: Instant) -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(blind=blind, used_at=None, expires_at__gt=now, tries__lt=TRIES).order_by("-at")


def _check_rate(blind: bytes, source: bytes, now: Instant) -> None:
    recent = OneTimeCode.objects.filter(at__gt=now - HOUR)
    if recent.filter(blind=blind).count() >= PER_CONTACT or recent.filter(asker=source).count() >= PER_ASKER:
        raise RefusedError("codes.too_many", "验证码发得太频繁了", why="一小时内已经发过多次", todo="一小时后再试")


def _digest(version: KeyVersion, blind: bytes, code: str) -> bytes:
    return hmac.digest(version.index_key, b"code\0" + blind + code.encode(), hashlib.sha256)


def _read_digits(typed: str) -> str:
    """Return what was typed without blanks and dashes, full-width digits as plain ones."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", typed) if letter.isalnum())[: 2 * DIGITS]
