"""Links to a touchpoint carry their own seal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunnuo.flows.touchpoints import Touchpoint, read_link, write_link
from yunnuo.protect.keys import KeyRing, create_keyring, rotate_keyring
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

POINT = Touchpoint("MH-2026-09", "web.form")
NAMES = st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="|@＠﹫"), min_size=1, max_size=14)


def make_ring(folder: Path) -> KeyRing:
    """Return a fresh key ring."""
    return create_keyring(folder / "keys")


def test_link_says_what_it_was_made_for(tmp_path: Path) -> None:
    """A link is read back, also after the keys were rotated; with other keys it says nothing."""
    ring = make_ring(tmp_path)
    token = write_link(ring, POINT)
    rotated = rotate_keyring(tmp_path / "keys")
    stranger = make_ring(tmp_path / "other")

    assert (POINT, POINT, None) == (read_link(ring, token), read_link(rotated, token), read_link(stranger, token))


def test_link_is_steady(tmp_path: Path) -> None:
    """The same touchpoint gives the same link, so that it can be printed."""
    ring = make_ring(tmp_path)

    assert write_link(ring, POINT) == write_link(ring, POINT)


def test_no_change_goes_unseen(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A link with any character changed, or cut anywhere, is no link."""
    ring = make_ring(tmp_path_factory.mktemp("ring"))

    @given(NAMES, NAMES.filter(lambda name: not re.search(r"\d{11}", name)), st.data())
    def change(version: str, name: str, data: st.DataObject) -> None:
        token = write_link(ring, Touchpoint(version, name))
        place = data.draw(st.integers(0, len(token) - 1))
        other = "A" if token[place] != "A" else "B"

        assert Touchpoint(version, name) == read_link(ring, token)
        assert read_link(ring, token[:place] + other + token[place + 1 :]) is None
        assert read_link(ring, token[:place]) is None

    change()


def test_any_text_is_no_link(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No text anybody makes up is a link, and none is an error."""
    ring = make_ring(tmp_path_factory.mktemp("ring"))

    @given(st.text(max_size=600))
    def read(text: str) -> None:
        assert read_link(ring, text) is None

    read()


@pytest.mark.parametrize("name", ["张三19900012345", "问 a@b.example", "１９９００ 012-345"])
def test_link_names_nobody(tmp_path: Path, name: str) -> None:
    """A name with somebody's number or address in it is refused: everybody who follows the link would carry it."""
    with pytest.raises(InputError, match=r"words\.personal"):
        write_link(make_ring(tmp_path), Touchpoint("v", name))


@pytest.mark.parametrize(
    "point",
    [
        Touchpoint("", "a"),
        Touchpoint("v", " "),
        Touchpoint("v", ""),
        Touchpoint("v|w", "a"),
        Touchpoint("v", "a\n"),
        Touchpoint("v", "长" * 60),
    ],
)
def test_link_that_cannot_be(tmp_path: Path, point: Touchpoint) -> None:
    """A touchpoint without a name, or with one too long for a link, is bad input."""
    with pytest.raises(InputError, match=r"web\.touchpoint"):
        write_link(make_ring(tmp_path), point)
