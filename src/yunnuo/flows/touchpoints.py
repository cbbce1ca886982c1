"""Links to a touchpoint: which version of a notice is shown there, and what the touchpoint is called.

A link carries its own seal, so nobody can make one up; it names nobody and may be printed, posted and passed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from yunnuo.flows.errors import refuse_personal
from yunnuo.protect.errors import TokenError
from yunnuo.protect.tokens import open_token, sign_token
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from yunnuo.protect.keys import KeyRing

USE: Final = "touchpoint"
_BREAK: Final = "|"


class Touchpoint(NamedTuple):
    """A place where a published notice is shown and choices are asked for."""

    version: str
    name: str


def write_link(ring: KeyRing, touchpoint: Touchpoint) -> str:
    """Return the token of a touchpoint, for `/s/TOKEN/`; the same touchpoint gives the same token.

    Raises InputError when version and name together are too long for a link, or the name holds a number of somebody.
    """
    if (
        not touchpoint.version
        or not touchpoint.name.strip()
        or _BREAK in touchpoint.version
        or not "".join(touchpoint).isprintable()
    ):
        raise InputError("web.touchpoint", "触点没有名称，或者有不能用的字符", todo="写告知版本和触点名")
    refuse_personal("触点名称", touchpoint.name)
    try:
        return sign_token(ring, USE, _BREAK.join(touchpoint), ())
    except ValueError:
        raise InputError("web.touchpoint", "触点的名称太长", todo="写短一些") from None


def read_link(ring: KeyRing, token: str) -> Touchpoint | None:
    """Return the touchpoint a token was made for, or None when it was not made with one of these keys."""
    try:
        version, _, name = open_token(ring, USE, token, lambda _: ()).partition(_BREAK)
    except TokenError:
        return None
    return Touchpoint(version, name)
