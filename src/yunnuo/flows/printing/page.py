"""Fill the book's page. Escaping is always on, a name the edition lacks is an error, and nothing is fetched."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import PackageLoader

from yunnuo.flows.page_templates import open_templates
from yunnuo.flows.printing import edition as words
from yunnuo.rulebook.model import CONFIDENCES

if TYPE_CHECKING:
    from jinja2 import Environment

    from yunnuo.flows.printing.edition import Edition

TABLES = ("parameters", "points", "obligations", "memo")


def render_book(edition: Edition) -> str:
    """Return the whole book as one HTML page that needs nothing else."""
    tables = list(zip(TABLES, edition.appendices, strict=True))
    scenes = [("scenes", words.SCENES)] if edition.scenes else []
    titles = [*scenes, *((name, table.title) for name, table in tables), ("signature", words.SIGNATURE)]
    template = _environment().get_template("book.html.j2")
    return template.render(e=edition, words=words, confidences=CONFIDENCES, tables=tables, appendices=titles)


@cache
def _environment() -> Environment:
    return open_templates(PackageLoader("yunnuo.flows.printing"))
