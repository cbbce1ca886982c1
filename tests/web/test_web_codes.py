"""One-time codes: tried a few times, used once, sent with measure, and made the same way for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web_pages import HOUR, MINUTE, NOW, PEOPLE, PHONE, STRANGER, Outbox

from yunnuo.demo.people import phone_number
from yunnuo.flows.codes import PER_ASKER, PER_CONTACT, TRIES, Checked, check_code, close_door, is_open, send_code
from yunnuo.people.keys import KeyValue
from yunnuo.people.models import Key, OneTimeCode
from yunnuo.protect.keys import rotate_keyring
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

KEY, OTHER = (KeyValue("phone", "", f"+86{number}") for number in (PHONE, STRANGER))


def test_right_code_opens(workspace: Workspace) -> None:
    """The code that was sent is right, once; for a moment the same form may come again."""
    outbox = Outbox()
    number = send_code(workspace, outbox, KEY, "here", now=NOW)
    first = check_code(workspace, KEY, number, outbox.code, now=NOW + MINUTE)
    twice = check_code(workspace, KEY, number, outbox.code, now=NOW + MINUTE + 1)
    later = check_code(workspace, KEY, number, outbox.code, now=NOW + 3 * MINUTE)

    assert (Checked.RIGHT, Checked.TWICE, Checked.WRONG) == (first, twice, later)


@pytest.mark.parametrize("typed", ["{} ", "{:.3}-{}", "full"])
def test_code_is_read_as_typed(workspace: Workspace, typed: str) -> None:
    """Blanks, a dash and full-width digits do not make a code wrong."""
    outbox = Outbox()
    number = send_code(workspace, outbox, KEY, "here", now=NOW)
    code = outbox.code
    written = {
        "{} ": f" {code} ",
        "{:.3}-{}": f"{code[:3]}-{code[3:]}",
        "full": "".join(chr(ord(digit) + 0xFEE0) for digit in code),
    }[typed]

    assert Checked.RIGHT is check_code(workspace, KEY, number, written, now=NOW)


def test_code_belongs_to_its_contact(workspace: Workspace) -> None:
    """A code is right for the contact point it was sent to and for no other."""
    outbox = Outbox()
    number = send_code(workspace, outbox, KEY, "here", now=NOW)

    assert Checked.WRONG is check_code(workspace, OTHER, number, outbox.code, now=NOW)


def test_few_tries(workspace: Workspace) -> None:
    """After a few wrong tries even the right code is wrong, and a new one is sent at once."""
    outbox = Outbox()
    number = send_code(workspace, outbox, KEY, "here", now=NOW)
    wrong = f"{(int(outbox.code) + 1) % 10**6:06d}"
    tried = [check_code(workspace, KEY, number, wrong, now=NOW) for _ in range(TRIES)]
    right = check_code(workspace, KEY, number, outbox.code, now=NOW)
    again = send_code(workspace, outbox, KEY, "here", now=NOW + 1)

    assert [Checked.WRONG] * (TRIES + 1) == [*tried, right]
    assert Checked.RIGHT is check_code(workspace, KEY, again, outbox.code, now=NOW + 1)


def test_code_ends(workspace: Workspace) -> None:
    """A code ends after ten minutes."""
    outbox = Outbox()
    number = send_code(workspace, outbox, KEY, "here", now=NOW)

    assert Checked.WRONG is check_code(workspace, KEY, number, outbox.code, now=NOW + 10 * MINUTE)


def test_measure_by_contact(workspace: Workspace) -> None:
    """A contact point gets a few codes an hour whoever asks; an hour later it gets one again."""
    outbox = Outbox()
    for turn in range(PER_CONTACT):
        send_code(workspace, outbox, KEY, f"asker {turn}", now=NOW + 2 * turn * MINUTE)
    with pytest.raises(RefusedError, match=r"codes\.too_many"):
        send_code(workspace, outbox, KEY, "another", now=NOW + 40 * MINUTE)
    send_code(workspace, outbox, KEY, "another", now=NOW + HOUR + 1)

    assert PER_CONTACT + 1 == len(outbox.sent)


def test_measure_by_asker(workspace: Workspace) -> None:
    """One address cannot have codes sent to everybody."""
    outbox = Outbox()
    for _ in range(PER_ASKER):
        send_code(workspace, outbox, KeyValue("phone", "", f"+86{phone_number(PEOPLE)}"), "here", now=NOW)
    with pytest.raises(RefusedError, match=r"codes\.too_many"):
        send_code(workspace, outbox, KeyValue("phone", "", f"+86{phone_number(PEOPLE)}"), "here", now=NOW)

    assert PER_ASKER == len(outbox.sent)


def test_code_that_cannot_be_sent(workspace: Workspace) -> None:
    """When the sender fails no code is left behind, so the next request is not refused for it."""

    class Broken(Outbox):
        def send_code(self, key: KeyValue, code: str, minutes: int) -> None:
            raise RefusedError("reach.down", f"{len(code)} {minutes} {key.kind}")

    with pytest.raises(RefusedError, match=r"reach\.down"):
        send_code(workspace, Broken(), KEY, "here", now=NOW)

    assert 0 == OneTimeCode.objects.count()


def test_door_closes(workspace: Workspace) -> None:
    """What a code opened closes when it is closed, or after half a day; a code not used opens nothing."""
    outbox = Outbox()
    number = send_code(workspace, outbox, KEY, "here", now=NOW)
    unused = is_open(number, now=NOW)
    check_code(workspace, KEY, number, outbox.code, now=NOW)
    opened, late = is_open(number, now=NOW + HOUR), is_open(number, now=NOW + 13 * HOUR)
    close_door(number)

    assert (False, True, False, False) == (unused, opened, late, is_open(number, now=NOW))


def test_nothing_in_plain(workspace: Workspace) -> None:
    """Neither number nor code nor address is kept; nobody is looked up or made known."""
    outbox = Outbox()
    send_code(workspace, outbox, KEY, "198.51.100.7", now=NOW)
    held = repr(OneTimeCode.objects.values().get())

    assert [] == [word for word in (KEY.value[3:], outbox.code, "198.51.100.7") if word in held]
    assert 0 == Key.objects.count()


def test_old_codes_go(workspace: Workspace) -> None:
    """A day later the row of a code is gone."""
    outbox = Outbox()
    send_code(workspace, outbox, KEY, "here", now=NOW)
    send_code(workspace, outbox, KEY, "here", now=NOW + 25 * HOUR)

    assert 1 == OneTimeCode.objects.count()


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=40))
def test_any_text_is_wrong(workspace: Workspace, typed: str) -> None:
    """Whatever else is typed is wrong, never an error."""
    OneTimeCode.objects.all().delete()
    outbox = Outbox()
    number = send_code(workspace, outbox, KEY, "here", now=NOW)

    assert outbox.code in typed or Checked.WRONG is check_code(workspace, KEY, number, typed, now=NOW)


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_rotated_keys_end_codes(workspace: Workspace) -> None:
    """After the keys were rotated, a code sent before is wrong: it is asked for anew."""
    from dataclasses import replace

    outbox = Outbox()
    number = send_code(workspace, outbox, KEY, "here", now=NOW)
    rotated = replace(workspace, ring=rotate_keyring(workspace.keys))

    assert Checked.WRONG is check_code(rotated, KEY, number, outbox.code, now=NOW)
