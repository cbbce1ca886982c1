"""`people complaints`: what individuals wrote, who they are when they had signed in, and what answers it."""

from __future__ import annotations

import json
import shlex
from random import Random
from typing import TYPE_CHECKING

import pytest
from cli_desk import call, refuse, succeed

from yunnuo.demo.people import phone_number

if TYPE_CHECKING:
    from pathlib import Path

AT = 1_795_000_000_000_000


def look_up(brand: Path) -> tuple[str, int]:
    """Return the phone of the sample person of the demo, and the individual it belongs to."""
    from yunnuo.flows.persons import find_person, read_key
    from yunnuo.flows.workspace import open_workspace
    from yunnuo.rulebook.book import load_book

    phone = (brand / "files" / "sample_phone.txt").read_text("utf-8").strip()
    key = read_key("phone", phone, "", "", load_book().vocabulary)
    return phone, find_person(open_workspace(brand), key).individual


def complain(brand: Path, individual: int | None, topic: str = "erase", contact: str = "", phone: str = "") -> str:
    """Take a complaint, as the page does, of somebody who signed in with a phone or did not; return its number."""
    from yunnuo.flows.complaints import Complainer, take_complaint
    from yunnuo.flows.workspace import open_workspace
    from yunnuo.people.keys import KeyValue

    records, phone = open_workspace(brand), phone or (look_up(brand)[0] if individual else "")
    who = Complainer(KeyValue("phone", "", f"+86{phone}"), individual) if phone else None
    once = f"{topic} {individual} {phone}"
    return take_complaint(records, topic, "请照办", contact=contact, who=who, once=once, now=AT)


def list_commands(told: str) -> list[list[str]]:
    """Return the commands a complaint is answered with, as a shell would read them."""
    return [shlex.split(line.partition("yunnuo ")[2]) for line in told.splitlines() if "：yunnuo " in line]


def test_complaints_are_read(brand: Path) -> None:
    """What individuals wrote is listed without its text and opened by its number, whoever they were."""
    assert "没有投诉。\n" == succeed("people", "complaints", "--workspace", brand)
    number = complain(brand, None, "stop", contact="信箱甲")

    listed = succeed("people", "complaints", "--workspace", brand)
    opened = succeed("people", "complaints", number, "--workspace", brand)

    assert f"{number}　2026-11-18 19:06:40　要求停止联系　没有登录\n" in listed
    assert "请照办" not in listed
    assert [True, True, True] == [word in opened for word in ("请照办", "信箱甲", "没有核实过")]
    assert "rights.complaint_unknown" in refuse("people", "complaints", "YN-0000-0000-0000", "--workspace", brand)


def test_who_complained_is_known(brand: Path) -> None:
    """A complaint of somebody who had signed in says so and who it is, numbers masked."""
    phone, individual = look_up(brand)
    number = complain(brand, individual)
    masked = f"手机号 {phone[:3]}******{phone[-2:]}"

    opened = succeed("people", "complaints", number, "--workspace", brand)
    (shown,) = json.loads(succeed("people", "complaints", number, "--json", "--workspace", brand))
    found = succeed("people", "find", "--complaint", number, "--workspace", brand)

    assert f"个人 {individual}：登录时用验证码核实过：{masked}。登记的联系方式：{masked}" in opened
    assert "用登记的联系方式" in opened
    assert phone not in opened
    assert (True, individual, [masked]) == (shown["signed_in"], shown["individual"], shown["known"])
    assert found == succeed("people", "find", "--phone", phone, "--workspace", brand)


@pytest.mark.parametrize("topic", ["unwanted", "stop", "access", "correct", "erase", "other"])
def test_every_way_on_leads_on(brand: Path, topic: str) -> None:
    """Each command a complaint offers can be run as it stands, and does what it says for whoever complained."""
    _, individual = look_up(brand)
    number = complain(brand, individual, topic)

    commands = list_commands(succeed("people", "complaints", number, "--workspace", brand))

    assert ["people", "find", "--complaint", number, "--workspace", str(brand)] == commands[0]
    assert [0] * len(commands) == [call(*command, *_agreed(command)).code for command in commands]
    assert {"unwanted": 3, "stop": 3, "access": 3, "erase": 2}.get(topic, 1) == len(commands)


def test_stop_of_whoever_complained(brand: Path) -> None:
    """A withdrawal recorded for a complaint is that of the individual who made it, and stops the next message."""
    from yunnuo.flows.stopping import find_full

    _, individual = look_up(brand)
    number = complain(brand, individual, "stop")

    succeed("consent", "withdraw", "--complaint", number, "--workspace", brand)

    assert find_full(individual) is not None


def test_erased_with_the_complaint(brand: Path) -> None:
    """Erasing whoever complained takes the complaint along; its number leads nowhere afterwards, and says so."""
    _, individual = look_up(brand)
    number = complain(brand, individual)

    succeed("people", "erase", "--complaint", number, "--reason", "本人要求", "--yes", "--workspace", brand)

    assert "[people.complaint]" in refuse("people", "find", "--complaint", number, "--workspace", brand, code=1)
    assert "本人的信息删除之后" in refuse("people", "complaints", number, "--workspace", brand)


def test_nobody_is_guessed(brand: Path) -> None:
    """A complaint without signing in names nobody, its number is no receipt, and one way of naming is enough."""
    phone, individual = look_up(brand)
    unsigned, signed = complain(brand, None), complain(brand, individual)
    given = ("--workspace", brand)

    assert "[people.complaint_unsigned]" in refuse(
        "people", "erase", "--reason", "要求", "--complaint", unsigned, *given, code=1
    )
    assert "这是投诉的编号" in refuse("people", "find", "--receipt", signed, *given, code=1)
    assert "[people.named]" in refuse("people", "find", "--complaint", signed, "--phone", phone, *given)


def invent_phone() -> tuple[str, str]:
    """Return a phone number nobody is on record by, and how it is shown."""
    phone = phone_number(Random(99))  # noqa: S311  # an invented number, not a secret
    return phone, f"手机号 {phone[:3]}******{phone[-2:]}"


@pytest.mark.parametrize("topic", ["stop", "erase"])
def test_nobody_on_record_is_signed_in(brand: Path, topic: str) -> None:
    """Somebody signed in whose number nobody is on record by is told as that, masked, with what keeps a stop."""
    phone, masked = invent_phone()
    number = complain(brand, None, topic, phone=phone)

    listed = succeed("people", "complaints", "--workspace", brand)
    opened = succeed("people", "complaints", number, "--workspace", brand)
    (shown,) = json.loads(succeed("people", "complaints", number, "--json", "--workspace", brand))
    (command,) = list_commands(opened)

    assert "　登录后提的\n" in listed
    assert f"登录时用验证码核实过：{masked}。没有人按它登记在案" in opened
    assert phone not in listed + opened
    assert (True, None, masked, False) == tuple(shown[key] for key in ("signed_in", "individual", "verified", "later"))
    assert "[people.complaint_unknown]" in refuse("people", "find", "--complaint", number, "--workspace", brand, code=1)
    assert ["consent", "withdraw", "--complaint", number, "--workspace", str(brand)] == command


def test_stop_of_nobody_on_record(brand: Path) -> None:
    """A stop recorded for such a complaint is of the number that was shown; the complaint then leads to its owner."""
    from yunnuo.flows.stopping import find_full

    phone, _ = invent_phone()
    number = complain(brand, None, "stop", phone=phone)

    succeed("consent", "withdraw", "--complaint", number, "--workspace", brand)
    (shown,) = json.loads(succeed("people", "complaints", number, "--json", "--workspace", brand))
    found = succeed("people", "find", "--phone", phone, "--workspace", brand)

    assert shown["later"]
    assert "现在有了" in succeed("people", "complaints", number, "--workspace", brand)
    assert find_full(shown["individual"]) is not None
    assert found == succeed("people", "find", "--complaint", number, "--workspace", brand)


@pytest.mark.parametrize("rotated", [False, True], ids=["same keys", "new keys"])
def test_erasing_reaches_what_was_shown(brand: Path, rotated: bool) -> None:  # noqa: FBT001  # a case
    """Erasing the owner of a number destroys the complaint made before they were on record; the ledger is whole."""
    from yunnuo.protect.keys import rotate_keyring

    phone, _ = invent_phone()
    number = complain(brand, None, "erase", phone=phone)
    if rotated:
        rotate_keyring(brand / "keys")
    succeed("consent", "withdraw", "--phone", phone, "--workspace", brand)

    succeed("people", "erase", "--phone", phone, "--reason", "本人要求", "--yes", "--workspace", brand)

    assert "本人的信息删除之后" in refuse("people", "complaints", number, "--workspace", brand)
    assert 0 == call("evidence", "fsck", "--workspace", brand).code


def _agreed(command: list[str]) -> list[str]:
    """Return what answers the question a command asks."""
    return ["--yes"] if "erase" in command else []
