"""The scorer of spans on a hand-made example, and the invented remarks it is fed with."""

from __future__ import annotations

import random

from yunnuo.demo.remarks import make_remarks
from yunnuo.demo.sheets import draw_sheet
from yunnuo.demo.span_report import report_spans
from yunnuo.demo.span_scores import Found, Known, Labelled, read_labelled, score_spans

TEXTS = (
    Labelled("甲乙，丙丁戊", (Known(0, 2, "NAME", "plain"), Known(3, 6, "NAME", "masked"))),
    Labelled("己庚", (Known(0, 2, "NAME", "title", optional=True),), ((0, 1, "brand"),)),
    Labelled("辛壬癸", (), ((0, 2, "brand"),)),
)
FOUND = ([Found(0, 2, "NAME"), Found(3, 5, "NAME")], [Found(0, 1, "NAME")], [Found(0, 2, "NAME")])


def test_strict_scores_of_a_known_example() -> None:
    """One hit, one miss, one wrong edge, one false alarm: F1, recall by form and alarms come out as by hand."""
    score = score_spans(TEXTS, FOUND)
    tally = score.labels["NAME"]
    assert (1, 1, 2) == (tally.hits, tally.missed, tally.wrong)
    assert (0.4, 0.5) == (tally.strict_f1(), tally.recall())
    assert {("NAME", "plain"): [1, 1], ("NAME", "masked"): [0, 1]} == dict(score.forms)
    assert {"brand": [2, 2]} == dict(score.traps)
    assert 1000 / 3 == score.per_thousand("NAME")


def test_characters_are_shared_in_part() -> None:
    """By characters, a span with one wrong edge counts for what it shares."""
    tally = score_spans(TEXTS[:1], FOUND[:1]).labels["NAME"]
    assert (4, 5, 4) == (tally.shared_chars, tally.known_chars, tally.found_chars)


def test_labels_limit_what_is_counted() -> None:
    """A label that is not asked for is neither required nor punished."""
    assert {} == dict(score_spans(TEXTS, FOUND, ["PHONE"]).labels)


def test_a_labelled_line_is_read() -> None:
    """A line of a labelled file becomes a text with its spans, traps and template."""
    row = {
        "text": "甲乙1",
        "spans": [{"start": 0, "end": 2, "label": "NAME", "sub": "title", "opt": True}],
        "negs": [{"start": 2, "end": 3, "kind": "code"}],
        "tpl": 7,
    }
    assert Labelled("甲乙1", (Known(0, 2, "NAME", "title", optional=True),), ((2, 3, "code"),), 7) == read_labelled(row)


def test_reports_hold_no_text() -> None:
    """What is printed holds labels, forms and figures, and nothing of the texts."""
    sheets = report_spans({"x": score_spans(TEXTS, FOUND)}, {"x": frozenset()})
    lines = "\n".join(line for sheet in sheets for line in draw_sheet(sheet))
    assert "姓名" in lines
    assert not any(char in lines for char in "甲乙丙丁戊己庚辛壬癸")


def test_invented_remarks_keep_their_templates_apart() -> None:
    """The same seed gives the same remarks, spans hold what was filled in, and no template is on both sides."""
    made = [list(make_remarks(random.Random(1), 200, part=part)) for part in ("train", "test", "train")]  # noqa: S311
    assert made[0] == made[2]
    assert {one.template for one in made[1]}.isdisjoint(one.template for one in made[0])
    assert all(0 <= span.start < span.end <= len(one.text) for one in made[0] for span in one.spans)
