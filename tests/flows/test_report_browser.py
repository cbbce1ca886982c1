"""The screening report in a real browser: it fits a 360 px phone, asks the network for nothing, and prints."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright
from report_page import load_summary

from yunnuo.flows.report import render_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

OUTSIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => !e.classList.contains('hidden') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.tagName + '.' + e.getAttribute('class'))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium; where tests must be complete (CI=true) its absence fails instead of skipping."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is not installed, and CI must look at the report")
    if path is None:
        pytest.skip("CHROMIUM IS NOT INSTALLED: nobody looked at the report in a browser")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def swell_summary() -> dict[str, Any]:
    """Return the sample with everything too long: counts of ten digits, unbroken names, sentences of a paragraph."""
    summary = load_summary()
    many = 9_876_543_210
    summary["outcomes"] = {voice: dict.fromkeys(counts, many) for voice, counts in summary["outcomes"].items()}
    summary["contacts"], summary["individuals"], summary["rows"]["total"] = 3 * many, many, many
    summary["handler"] = summary["entrusted"] = "名" * 120
    summary["revision"] = "r" * 90
    summary["files"][0] |= {"name": "x" * 150 + ".csv", "cells": dict.fromkeys(summary["files"][0]["cells"], many)}
    step = summary["waterfall"][0] | {"zh": "长" * 200, "citations": ["某某规定第一百二十三条"] * 6}
    summary["waterfall"] = [step | {"excluded": many, "blocking": many, "remaining": many}] * 30
    summary["rules"][0]["id"] = "platform." + "y" * 90
    return summary


def open_page(browser: Browser, summary: dict[str, Any], width: int) -> tuple[Page, list[str]]:
    """Show the report at a width and return the page with what it complained about or asked the network for."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    noise: list[str] = []
    page.on("request", lambda request: noise.append(request.url))
    page.on("console", lambda message: noise.append(message.text))
    page.set_content(render_report(summary))
    return page, noise


@pytest.mark.parametrize("width", [360, 701, 1280])
@pytest.mark.parametrize("make", [load_summary, swell_summary])
def test_report_fits(browser: Browser, width: int, make: Any) -> None:  # a plain function without arguments
    """Nothing reaches past the right edge, on a phone or a desk, and the page asks the network for nothing."""
    page, noise = open_page(browser, make(), width)
    outside = page.evaluate(OUTSIDE)
    page.close()

    assert [] == outside
    assert [] == noise


def test_report_prints(browser: Browser) -> None:
    """The report prints to A4 without the reader setting anything."""
    page, _ = open_page(browser, load_summary(), 1280)
    printed = page.pdf(prefer_css_page_size=True)
    page.close()

    assert printed.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594.95" in printed or b"/MediaBox [0 0 595" in printed
