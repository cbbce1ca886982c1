"""The one generator of sample people."""

from __future__ import annotations

import random
from datetime import date

import phonenumbers
import pytest
from stdnum.iso7064 import mod_11_2

from yunnuo.demo import people


def _seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # sample people must be repeatable, not secret


def test_phone_block() -> None:
    """A phone number has the shape of a mainland mobile number and lies in the invented block."""
    rng = _seeded(7)
    numbers = [people.phone_number(rng) for _ in range(500)]
    assert [True] * 500 == [phonenumbers.is_valid_number(phonenumbers.parse(one, "CN")) for one in numbers]
    assert {len(one) for one in numbers} == {11}
    assert {one[:5] for one in numbers} == {"19900"}


@pytest.mark.parametrize("birth", [date(1988, 2, 29), date(2015, 12, 31)])
def test_identity_number(birth: date) -> None:
    """An identity number has a right check character, the birthday asked for, and a region no place has."""
    number = people.id_number(_seeded(3), birth)
    assert mod_11_2.is_valid(number)
    assert f"000000{birth:%Y%m%d}" == number[:14]
    assert len(number) == 18


def test_same_state() -> None:
    """The same state of the generator gives the same person."""
    first, second = _seeded(5), _seeded(5)
    draws = (people.phone_number, people.person_name, people.address, people.nickname)
    assert [draw(first) for draw in draws] == [draw(second) for draw in draws]


def test_address_parts() -> None:
    """An address has province, city, district and the rest, parted by blanks."""
    assert len(people.address(_seeded(1)).split(" ")) == 4
