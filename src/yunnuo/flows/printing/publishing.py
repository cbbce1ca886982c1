"""Writing the printed book into a new folder, both files or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.flows.errors import check_target
from yunnuo.flows.outputs import publish_folder
from yunnuo.flows.printing.editing import make_edition
from yunnuo.flows.printing.page import render_book
from yunnuo.flows.printing.word import render_word

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from yunnuo.flows.printing.edition import Edition

PAGE, WORD = "rulebook.html", "rulebook.docx"


def publish_book(folder: Path, out: Path, day: date, *, on: date | None = None, drafted: bool = False) -> Edition:
    """Write the rulebook of a folder as HTML and Word into `out`, which must be new or empty; return what was printed.

    Raises InputError for a target that is in use, RulebookError for a rulebook that cannot be read; nothing stays then.
    """
    check_target(out)
    edition = make_edition(folder, day, on=on, drafted=drafted)
    with publish_folder(out) as made:
        (made / PAGE).write_text(render_book(edition), "utf-8")
        (made / WORD).write_bytes(render_word(edition))
    return edition
