"""Fill the templates of a notice. Escaping is always on, a name a template lacks is an error, nothing is fetched."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from jinja2 import PackageLoader

from yunnuo.flows.notice_parts import is_written
from yunnuo.flows.notice_view import PARTIES, name_words, shipped_words, view_notice
from yunnuo.flows.page_templates import open_templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.flows.notice_view import Named
    from yunnuo.rulebook.vocabulary import Vocabulary

PAGES: Final = ("short", "full", "print")
GUARDIAN: Final = "guardian"
NAMES: Final = {"short": "简明告知", "full": "完整告知", "print": "打印版", "guardian": "致监护人"}
_PARTS: Final = re.compile(r"<style>\n(.*?)</style>.*?(<main .*</main>)", re.DOTALL)
_MARK: Final = 16  # hex digits of the document's hash that a page shows


def render_pages(document: NoticeDocument, vocabulary: Vocabulary | None = None) -> dict[str, str]:
    """Return every page of a document by name; `guardian` only where the document speaks to guardians.

    `vocabulary` as `merge_words` gives it, the shipped one when left out.
    """
    words = vocabulary or shipped_words()
    names = (*PAGES, GUARDIAN) if is_written(document, "children") else PAGES
    return {name: _render(name, document, words) for name in names}


def split_page(page: str) -> tuple[str, str]:
    """Return the style and the `main` element of a rendered page, for embedding; ValueError for any other text."""
    found = _PARTS.search(page)
    if found is None:
        raise ValueError("not a page of a notice")
    return found[1], found[2]


def _render(name: str, document: NoticeDocument, words: Vocabulary) -> str:
    def named(list_name: str, ids: Sequence[str]) -> tuple[Named, ...]:
        return name_words(words, list_name, ids)

    return (
        _environment()
        .get_template(f"{name}.html.j2")
        .render(
            d=document,
            v=view_notice(document, words),
            page=name,
            page_name=NAMES[name],
            mark=document.sha256[:_MARK],
            named=named,
            parties=PARTIES,
            written=lambda part: is_written(document, part),
        )
    )


@cache
def _environment() -> Environment:
    return open_templates(PackageLoader("yunnuo.flows.notice_pages"))
