"""The report's first sentence, its sums, its shares, its bars and its colours are honest and readable."""

from __future__ import annotations

import re
from typing import Any

import pytest
from report_page import load_summary, with_counts

from yunnuo.flows.report import render_report
from yunnuo.flows.report.figures import Bar, Remainder, draw_bar, find_remainder, show_share, stack_bars
from yunnuo.flows.report.wording import explain_confidence, write_answer


@pytest.fixture
def summary() -> dict[str, Any]:
    """Return the sample summary, fresh for each test."""
    return load_summary()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            (1204, 12310, 486),
            "截至 2026-11-23，可以为“重复营销”用短信联系 1,204 人；12,310 人不可以，486 人无法判断。",
        ),
        ((1, 0, 0), "截至 2026-11-23，可以为“重复营销”用短信联系 1 人；0 人不可以，0 人无法判断。"),
        ((0, 7, 2), "截至 2026-11-23，不能为“重复营销”用短信联系任何人；7 人不可以，2 人无法判断。"),
        ((0, 0, 0), "截至 2026-11-23，没有可以判断的人：文件里没有认出任何能用短信联系的个人。"),
    ],
)
def test_answer_sentence(summary: dict[str, Any], counts: tuple[int, int, int], expected: str) -> None:
    """The first sentence gives the whole answer for none, one and many."""
    assert expected == write_answer(with_counts(summary, *counts))


def test_answer_contact_points(summary: dict[str, Any]) -> None:
    """Where some have several contact points, the counts are named contact points, never people."""
    summary["with_contact"] -= 1

    expected = (
        "截至 2026-11-23，有 1,204 个联系方式可以为“重复营销”用短信联系；"
        "12,310 个联系方式不可以，486 个联系方式无法判断。"
    )

    assert expected == write_answer(summary)
    assert "按联系方式计" in render_report(summary)


def test_undetermined_closes(summary: dict[str, Any]) -> None:
    """People left undetermined are the last step of the waterfall unless the reasons already hold them."""
    assert Remainder(486, 0) == find_remainder(summary)

    summary["waterfall"][-1]["excluded"] += 486

    assert Remainder(0, 0) == find_remainder(summary)
    assert "缺少事实，无法判断" not in render_report(summary)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, "—"),
        (0, 9, "0%"),
        (9, 9, "100%"),
        (1, 10**6, "<0.1%"),
        (10**6 - 1, 10**6, ">99.9%"),
        (1204, 14000, "8.6%"),
    ],
)
def test_share_honest(part: int, whole: int, expected: str) -> None:
    """A share is 0% or 100% only when it is exactly so."""
    assert expected == show_share(part, whole)


def test_bars_visible() -> None:
    """One in a billion is still drawn, nothing is not drawn, and no bar leaves its frame."""
    assert Bar(0.0, 0.0) == draw_bar(0, 5)
    assert Bar(99.4, 0.6) == draw_bar(1, 10**9, 10**9 - 1)
    assert Bar(25.0, 50.0) == draw_bar(2, 4, 1)
    bars = stack_bars([1, 0, 10**9])
    assert 0 < bars[0].width
    assert 0 == bars[1].width
    assert 100 == pytest.approx(bars[2].x + bars[2].width)


def test_confidence_parts() -> None:
    """A mixed confidence code is explained part by part, and an unknown one is not invented."""
    assert "V1：读过法律或规则的原文；K：凭既有知识，没有材料印证" == explain_confidence("V1/K")
    assert "Z9：未说明" == explain_confidence("Z9")


def test_contrast(summary: dict[str, Any]) -> None:
    """Text stands out at least 4.5 to 1 and bars at least 3 to 1 from what they lie on (WCAG 2.2 AA)."""
    colours = dict(re.findall(r"--(\w+): #([0-9a-f]{6})", render_report(summary)))
    colours["white"] = "ffffff"

    for front, back in [("ink", "white"), ("ink", "pale"), ("soft", "white"), ("soft", "pale"), ("accent", "white")]:
        assert contrast(colours[front], colours[back]) >= 4.5, (front, back)
    assert contrast(colours["white"], colours["dark"]) >= 4.5
    for bar in ["dark", "mid", "accent"]:
        assert contrast(colours[bar], colours["white"]) >= 3, bar


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours given as six hex digits (WCAG 2.2, relative luminance)."""
    light = sorted(map(luminance, [first, second]))
    return (light[1] + 0.05) / (light[0] + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
