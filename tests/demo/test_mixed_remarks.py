"""The invented remarks, tables and titles that identification is measured with."""

from __future__ import annotations

import random
from collections import Counter

from stdnum import luhn
from stdnum.iso7064 import mod_11_2

from yunnuo.demo.made_tables import ROWS, make_tables
from yunnuo.demo.made_titles import load_titles
from yunnuo.demo.mixed_remarks import fill_mixed, list_templates, list_turns, load_writers, make_mixed
from yunnuo.demo.number_forms import DECOYS, NUMBERS, write_card, write_identity
from yunnuo.demo.remarks import load_templates
from yunnuo.demo.sheets import load_words


def _seeded(seed: int = 1) -> random.Random:
    return random.Random(seed)  # noqa: S311  # invented texts, no secret


def test_remarks_repeat() -> None:
    """The same seed gives the same remarks, and spans hold what was filled in without overlap."""
    first, second = (list(make_mixed(_seeded(), 300)) for _ in range(2))
    assert first == second
    for remark in first:
        edges = [edge for span in remark.spans for edge in (span.start, span.end)]
        assert sorted(set(edges)) == edges
        assert edges == [] or edges[-1] <= len(remark.text)


def test_every_form_appears() -> None:
    """Each form of each label is written in turn, the first slot of the label in just that form."""
    rng = _seeded()
    written = Counter((span.label, span.form) for remark in make_mixed(rng, 600) for span in remark.spans)
    assert set() == {(label, form) for _, label, form in list_turns()} - set(written)
    assert set(NUMBERS) | {"NAME", "ADDRESS"} == set(load_writers())


def test_form_of_the_template_counts() -> None:
    """A slot that names its form is written so, and told by the key of its templates."""
    remark = fill_mixed(_seeded(), "有事打{PHONE:plain}找我妈，{price}", "PHONE", "glued")
    (span,), (trap,) = remark.spans, remark.traps
    assert ("PHONE", "glued", "price") == (span.label, span.form, trap[2])
    assert remark.text[span.start : span.end].isdigit()


def test_templates_are_apart_from_training() -> None:
    """No template is one that the name model is trained on."""
    trained = load_templates()
    assert set() == {template.lower() for template in list_templates()} & {*trained["named"], *trained["traps"]}


def test_check_digits_are_right() -> None:
    """Identity numbers and cards have right check digits, told by a library that is not ours."""
    rng = _seeded(4)
    assert all(mod_11_2.is_valid(write_identity(rng)) for _ in range(200))
    assert all(luhn.is_valid(write_card(rng)) for _ in range(200))


def test_words_are_known() -> None:
    """Every label, form and decoy has a name for people."""
    ids = {one for _, label, form in list_turns() for one in (label, form)} | set(DECOYS)
    assert set() == ids - set(load_words())


def test_tables_are_known() -> None:
    """Tables repeat, have as many headers as labels and columns, and opaque headers tell nothing."""
    first, second = (list(make_tables(_seeded(), 6)) for _ in range(2))
    assert first == second
    assert ["real", "opaque"] * 3 == [table.mode for table in first]
    for table in first:
        assert len(table.headers) == len(table.labels) == len(table.columns)
        assert {ROWS} == set(map(len, table.columns))
        assert table.mode == "real" or all(header.startswith("col_") for header in table.headers)


def test_titles_have_labels() -> None:
    """Every category has titles, some titles have none, and no title stands twice."""
    titles = load_titles()
    assert {"HEALTH", "SEX", "RELIGION", "MINOR"} == {label for title in titles for label in title.labels}
    assert any(not title.labels for title in titles)
    assert len(titles) == len({title.text for title in titles})
