"""A sorted list proves of everybody whether he is on it, and of nobody anything false."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from yunnuo.evidence.lists import ListLeaf, has_member, lacks_member, make_token, sort_tokens
from yunnuo.evidence.merkle import EMPTY_ROOT

SALT = b"s" * 16


def token_of(number: int) -> bytes:
    """Return a token of an invented individual."""
    return make_token(SALT, number.to_bytes(16))


@given(st.sets(st.integers(0, 60)), st.integers(0, 60))
def test_every_question_is_answered(numbers: set[int], asked: int) -> None:
    """Whoever is asked about, the proof says the truth and verifies, and the contrary does not verify."""
    people, token = sort_tokens(token_of(number) for number in numbers), token_of(asked)
    listing = people.prove(token)
    proved, denied = (has_member, lacks_member) if listing.member else (lacks_member, has_member)

    assert (asked in numbers) == listing.member
    assert proved(token, listing.leaves, people.count, people.root)
    assert not denied(token, listing.leaves, people.count, people.root)


@given(st.sets(st.integers(0, 60), min_size=3), st.data())
def test_a_member_is_never_absent(numbers: set[int], data: st.DataObject) -> None:
    """No leaves of the list, however chosen, show that one of its members is not on it."""
    people, token = sort_tokens(token_of(number) for number in numbers), token_of(min(numbers))
    others = [people.prove(token_of(number)).leaves[0] for number in sorted(numbers)]
    chosen = data.draw(st.lists(st.sampled_from(others), min_size=1, max_size=2))

    assert not lacks_member(token, chosen, people.count, people.root)


def test_larger_than_a_tile() -> None:
    """A list of many tiles gives proofs that verify, at its ends too, and has the root of the plain tree."""
    people = sort_tokens(token_of(number) for number in range(0, 2_000, 2))
    ends = sorted(range(0, 2_000, 2), key=token_of)[:: 1_000 - 1]
    asked = sorted({*ends, *range(0, 2_000, 41)})
    answers = {number: people.prove(token_of(number)) for number in asked}
    checks = {True: has_member, False: lacks_member}

    assert [number % 2 == 0 for number in asked] == [answers[number].member for number in asked]
    assert {0, 999} <= {leaf.place for listing in answers.values() for leaf in listing.leaves}
    assert all(
        checks[listing.member](token_of(number), listing.leaves, 1_000, people.root)
        for number, listing in answers.items()
    )


def test_nobody() -> None:
    """An empty list proves that anybody is absent."""
    people = sort_tokens([])

    assert (0, EMPTY_ROOT) == (people.count, people.root)
    assert lacks_member(token_of(1), people.prove(token_of(1)).leaves, 0, people.root)


def test_wrong_upper_levels() -> None:
    """Stored levels that do not belong to the tokens give another root, never a wrong answer under the right one."""
    people = sort_tokens(token_of(number) for number in range(600))
    forged = type(people)(people.tokens, (bytes(len(people.upper[0])),))
    listing = forged.prove(token_of(1))

    assert people.root != forged.root
    assert not has_member(token_of(1), listing.leaves, people.count, people.root)


def test_gap_between_distant_neighbours() -> None:
    """Two members that do not stand side by side prove nothing."""
    people = sort_tokens(token_of(number) for number in range(9))
    tokens = sorted(token_of(number) for number in range(9))
    first, third = (people.prove(tokens[place]).leaves[0] for place in (0, 2))

    assert not lacks_member(tokens[1], (first, third), people.count, people.root)
    assert not lacks_member(tokens[1], (ListLeaf(1, *first[1:]), third), people.count, people.root)


def test_token() -> None:
    """A token is the hash of the list's salt and the individual's secret token."""
    assert sha256(SALT + bytes(16)).digest() == make_token(SALT, bytes(16))
