"""The pages of a notice: the same bytes each time, small, without script, readable by everybody, fit to be embedded."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from notice_desk import change, example, fuller, read
from playwright.sync_api import sync_playwright
from report_page import Page

from yunnuo.consent.documents import load_document, write_document
from yunnuo.flows.notice_pages import render_pages, split_page
from yunnuo.flows.notice_view import read_view, view_notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

LARGEST = 50 * 1024
NAMES = ("short", "full", "print", "guardian")
OUTSIDE = """() => [...document.querySelectorAll('main *')]
    .filter(e => !e.closest('thead') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.tagName + '.' + e.className)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium; where tests must be complete (CI=true) its absence fails instead of skipping."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is not installed, and CI must look at the notices")
    if path is None:
        pytest.skip("CHROMIUM IS NOT INSTALLED: nobody looked at the notices in a browser")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def test_pages_are_the_same() -> None:
    """The same document gives the same bytes, also after it was stored and read back."""
    document = read(fuller())

    assert NAMES == tuple(render_pages(document))
    assert render_pages(document) == render_pages(load_document(write_document(document)))
    assert "guardian" not in render_pages(read(example()))


@pytest.mark.parametrize("name", NAMES)
def test_page_is_plain(name: str) -> None:
    """A page is whole HTML under 50 KB, with its headings in order, and neither script, form nor anything fetched."""
    html = render_pages(read(fuller()))[name]
    page = Page(html)

    assert ([], True) == (page.torn, len(html.encode()) < LARGEST)
    assert set() == page.names & {"script", "form", "img", "link", "iframe", "input"}
    assert [] == [value for attribute, value in page.attributes if attribute in {"src", "action"} or "://" in value]
    assert 1 == page.levels.count(1)
    assert [] == [pair for pair in zip(page.levels, page.levels[1:], strict=False) if pair[1] > pair[0] + 1]


def test_everything_is_said() -> None:
    """The full rules say everything; the short notice says who, what is asked, and how to stop."""
    document = read(fuller())
    pages = {name: Page(html).text for name, html in render_pages(document).items()}
    view = view_notice(document)
    told = [offer.text for offer in (*view.offers, *view.told)] + [offer.retention for offer in view.offers]
    told += [item.contact for item in view.receivers] + [document.risks.safety, document.overseas[0].rights]
    short = [view.handler, view.contact, view.withdrawal, view.complaint, *(offer.text for offer in view.offers)]

    assert [] == [text for text in told if text not in pages["full"] or text not in pages["print"]]
    assert [] == [text for text in short if text not in pages["short"]]
    assert document.children.refuse_option in pages["guardian"]


def test_text_is_escaped() -> None:
    """What a handler writes is shown as text and never becomes markup."""
    held = change(fuller(), "short", "<script>x</script>“&”")
    held = change(held, "recipients.0.name", '"><b onclick=x>')
    held["separate"] = []

    for html in render_pages(read(held)).values():
        assert "<script>x" not in html
        assert "<b onclick" not in html


def test_page_is_embedded() -> None:
    """Style and body of a page come apart, and no rule of the style reaches outside the body's own class."""
    style, body = split_page(render_pages(read(example()))["short"])
    selectors = [line.strip() for line in style.splitlines() if "{" in line and not line.lstrip().startswith("@")]

    assert (True, True) == (body.startswith('<main class="yn-notice yn-short"'), body.endswith("</main>"))
    assert [] == [line for line in selectors if not line.startswith((".yn-notice", "body:has(> .yn-notice"))]
    with pytest.raises(ValueError, match="not a page"):
        split_page("<p>")


def test_view_of_the_form() -> None:
    """The view offers each purpose on consent with its channels, and keeps apart what is asked apart."""
    document = read(example())
    view = read_view(write_document(document))

    assert view == view_notice(document)
    assert ["member_service", "repeated_marketing", "personalised_push", "segment_analysis"] == [
        offer.purpose.id for offer in view.offers
    ]
    assert (("segment_analysis", "none"),) == view.offers[3].pairs
    assert ("repeated_marketing", "email") in view.pairs
    assert ["sensitive", "provide"] == [item.kind.id for item in view.separate]
    assert ["trade", "delivery", "after_sale"] == [offer.purpose.id for offer in view.told]


AXE_WIDTHS = {320, 1280}  # the two phones differ in how much fits


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (360, "light"), (1280, "light")])
def test_page_in_browser(browser: Browser, width: int, scheme: str) -> None:
    """Every page fits phones and a desktop and asks the network for nothing; axe finds no fault, dark or light."""
    for html in render_pages(read(fuller())).values():
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
        noise: list[str] = []
        page.on("request", lambda request: noise.append(request.url))  # noqa: B023  # closed within the round
        page.set_content(html.replace("default-src 'none'; ", ""))  # axe is a script
        page.evaluate("document.querySelectorAll('details').forEach(held => held.open = true)")

        assert ([], []) == (noise, page.evaluate(OUTSIDE))
        if width in AXE_WIDTHS:
            found = Axe().run(page)
            assert 0 == found.violations_count, found.generate_report()
        page.close()
