"""Every text of the pages has its English, and the compiled catalogue says what its source says."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import yunnuo.web

ROOM = Path(yunnuo.web.__file__).parent
CATALOGUE = ROOM / "locale" / "en" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)
IN_TEMPLATE = re.compile(r'{% translate "([^"]+)"(?: as \w+)? %}')
IN_BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}")
IN_CODE = re.compile(r'\b(?:_|gettext_lazy)\(\s*((?:"[^"]*"\s*)+)\)')


def read_entries() -> dict[str, str]:
    """Return the source catalogue, Chinese to English."""
    return dict(ENTRY.findall((CATALOGUE / "django.po").read_text("utf-8")))


def read_texts() -> set[str]:
    """Return every text that is marked for translation."""
    texts: set[str] = set()
    for file in (ROOM / "templates").rglob("*.html"):
        held = file.read_text("utf-8")
        texts |= set(IN_TEMPLATE.findall(held))
        texts |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", text) for text in IN_BLOCK.findall(held)}
    for file in ROOM.rglob("*.py"):
        for literals in IN_CODE.findall(file.read_text("utf-8")):
            texts.add("".join(re.findall(r'"([^"]*)"', literals)))
    return texts


def test_every_text_has_its_english() -> None:
    """What the pages say in Chinese they can say in English, and the catalogue holds nothing else."""
    entries = read_entries()

    assert [] == [text for text, english in entries.items() if not english.strip() and text != "、"]
    assert read_texts() == set(entries)


def test_catalogue_is_compiled() -> None:
    """The compiled catalogue is that of the source."""
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    assert {} == {text: english for text, english in read_entries().items() if compiled.gettext(text) != english}
