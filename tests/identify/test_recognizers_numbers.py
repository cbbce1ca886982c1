"""Recognisers of numbers: documented examples, generated numbers in random text, masks, hostile input."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from identify_examples import FALSE_FRIENDS, TRUE, unmark
from identify_numbers import hidden_numbers

from yunnuo.identify import folding
from yunnuo.identify.folding import Folded
from yunnuo.identify.kinds import KINDS
from yunnuo.identify.recognizers import RECOGNIZERS, id_card
from yunnuo.identify.recognizers import masked as masked_module
from yunnuo.identify.spans import Span, settle_spans
from yunnuo.identify.text import find_many, find_spans

if TYPE_CHECKING:
    from yunnuo.identify.recognizers.shape import Recognizer

# Names and addresses have recognisers of their own, with their own tests.
NUMBERS = tuple(each for each in RECOGNIZERS if each.KIND not in {"name", "address", "region"})
BY_KIND = {each.KIND: each for each in NUMBERS}
# Kinds whose value is published or nobody's: their mask leaves all of it.
OPEN = {"service_phone", "company", "decoy"}
# How many letters and digits the LIMITS note of a kind says its mask leaves.
LEFT = {"phone": 7, "id_card": 2, "bank_card": 4, "passport": 3, "permit": 3, "plate": 3, "wechat": 3, "qq": 3}
LOOK_AROUND = ("(?=", "(?!", "(?<=", "(?<!")


@pytest.mark.parametrize(("kind", "marked"), [(kind, text) for kind, texts in TRUE.items() for text in texts])
def test_examples_are_found(kind: str, marked: str) -> None:
    """Each documented example is found whole, and nothing else in its text."""
    text, spans = unmark(marked)

    assert spans == [(span.start, span.end, span.kind) for span in find_spans(text, NUMBERS)]
    assert kind in KINDS


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_false_friends(text: str) -> None:
    """Prices, sizes, codes, versions and days are nobody's."""
    assert () == find_spans(text, NUMBERS)


@pytest.mark.parametrize("recognizer", NUMBERS, ids=lambda each: each.KIND)
def test_shape_of_recognizers(recognizer: Recognizer) -> None:
    """Every recogniser has a known kind, a source, limits, and an example it holds for valid."""
    assert recognizer.KIND in KINDS
    assert recognizer.SOURCE
    assert recognizer.LIMITS
    assert recognizer.is_valid(recognizer.EXAMPLE)
    assert not recognizer.is_valid("放门口谢谢😀😀😀放门口谢谢😀😀😀放门口谢谢")


@pytest.mark.parametrize("kind", sorted(set(BY_KIND) - OPEN))
def test_masks_hide(kind: str) -> None:
    """A mask hides something of every personal value, and no more is left than the note says."""
    recognizer = BY_KIND[kind]
    masked = recognizer.mask(recognizer.EXAMPLE)

    assert "*" in masked
    if kind in LEFT:
        assert LEFT[kind] >= sum(sign.isalnum() for sign in masked)


@settings(max_examples=300, deadline=None)
@given(hidden_numbers())
def test_numbers_hidden_in_text(hidden: tuple[str, int, int, str]) -> None:
    """A valid number in any listed form inside Chinese text is found at its exact place."""
    text, start, end, kind = hidden

    assert (start, end, kind) in [(span.start, span.end, span.kind) for span in find_spans(text, NUMBERS)]


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_folding_keeps_length(text: str) -> None:
    """Folded twins are as long as the original, whatever stands in it; spans lie inside and do not overlap."""
    folded = Folded(text)
    spans = find_spans(text, NUMBERS)

    assert {len(text)} == {len(folded.text), len(folded.low)}
    assert len(folded.spoken) in {0, len(text)}
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789*-_ .xX+()转，@#:京A一", max_size=80))
def test_noise_of_numbers(text: str) -> None:
    """Text of nothing but digits and separators breaks nothing, and the batch answers as the single call."""
    assert [find_spans(text, NUMBERS)] == find_many([text], NUMBERS)


@pytest.mark.parametrize(
    "text",
    [
        *(
            sign * 300_000
            for sign in ("1", "1 ", "13 ", "*", "1*", "a@", "0571-", "京A", "一", "1.1.", "(", "微信", "x")
        ),
        "\x00" * 100_000 + "19900012345" + "\x00" * 10,
        "\ud800\udc0019900012345",
    ],
    ids=range(15),
)
def test_hostile_texts_end(text: str) -> None:
    """Long runs of what patterns begin with come to an end, NUL and lone surrogates included."""
    assert all(span.end <= len(text) for span in find_spans(text, NUMBERS))


def test_large_cell() -> None:
    """A cell of ten megabytes is read to its end."""
    text = "买家很满意" * 700_000 + "电话19900012345"

    assert [(3_500_002, 3_500_013, "phone")] == [
        (span.start, span.end, span.kind) for span in find_spans(text, NUMBERS)
    ]


def test_patterns_are_linear() -> None:
    """RE2, which refuses what could take more than linear time, compiles every pattern of the recognisers."""
    modules = [*NUMBERS, masked_module, folding]
    patterns = [value for module in modules for value in vars(module).values() if isinstance(value, re.Pattern)]
    refused = [pattern.pattern for pattern in patterns if not _compiles(pattern.pattern)]

    assert len(patterns) > 40
    assert [] == refused


def test_settling() -> None:
    """The surer span wins, then the longer; what does not overlap stays, in order."""
    spans = [Span(0, 4, "qq", "qq", 0.5), Span(2, 9, "phone", "plain", 0.9), Span(9, 12, "ip", "v4", 0.1)]

    assert ["phone", "ip"] == [span.kind for span in settle_spans(spans)]


def test_wrong_check_character() -> None:
    """One wrong digit makes an identity number invalid, and without a word it is not taken."""
    assert id_card.is_valid("110101199003070038")
    assert not id_card.is_valid("110101199003070039")
    assert "id_card" not in {span.kind for span in find_spans("110101199003070039", NUMBERS)}


def _compiles(pattern: str) -> bool:
    if any(sign in pattern for sign in LOOK_AROUND):
        return False
    try:
        pc.match_substring_regex(
            pa.array([""]), pattern=re.sub(r"\\u([0-9a-f]{4})|\\U000([0-9a-f]{5})", r"\\x{\1\2}", pattern)
        )
    except pa.ArrowInvalid:
        return False
    return True
