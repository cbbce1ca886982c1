"""The form of a notice document: wordings that make a consent none, choices that are not apart, language, length.

Wordings, limits and what they rest on stand in the rulebook (`notice/forms.yaml`); a form none of whose rules is in
force on the day is not checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.decide.explain import RuleNote, note_rule
from yunnuo.flows.notice_parts import list_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.checklist import Checklist, Form
    from yunnuo.rulebook.vocabulary import Vocabulary

FORM_STATES: Final = {"passed": "合格", "failed": "不合格", "excused": "不适用"}
_NEGATED: Final = re.compile(r"([不未没非勿](?![论管])|无(?![需须论]))[^。；，、]{0,5}$")
_CLAUSE: Final = re.compile(r"[。；，！？]")
_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fff"
_MARKETING: Final = "marketing_purposes"
_NAMES: Final = (".name", ".contact", ".officer", ".provider", ".brand")


@dataclass(frozen=True, slots=True)
class FormFinding:
    """How one check of form came out; a form without rules is the product's own advice and blocks nothing."""

    id: str
    zh: str
    state: str
    blocks: bool
    found: tuple[str, ...] = ()
    rules: tuple[RuleNote, ...] = ()


def check_forms(
    document: NoticeDocument, book: Book, checklist: Checklist, on: date, words: Vocabulary
) -> tuple[FormFinding, ...]:
    """Return the finding of every form, by the rules in force on a legal day."""
    return tuple(_check_form(form, document, book, on, words) for form in checklist.forms)


def is_plain(document: NoticeDocument) -> bool:
    """Return whether every sentence is in simplified Chinese; names and addresses are as they are."""
    return not any(_traditional(text) for place, text in list_texts(document) if not place.endswith(_NAMES))


def _traditional(text: str) -> str:
    """Return the first character that only traditional Chinese uses: in Big5 and not in GB 2312."""
    han = (char for char in text if _FIRST_HAN <= char <= _LAST_HAN)
    return next((char for char in han if _encodes(char, "big5") and not _encodes(char, "gb2312")), "")


def _encodes(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _check_form(form: Form, document: NoticeDocument, book: Book, on: date, words: Vocabulary) -> FormFinding:
    rules = [rule for name in form.rules for rule in book.rules[name] if rule.in_force(on)]
    notes = tuple(note_rule(rule) for rule in rules)
    if form.rules and not rules:
        return FormFinding(form.id, form.zh, "excused", blocks=False)
    found = _find_words(form, document)
    if form.limit and len(document.short) > form.limit:
        found.append(f"short：有 {len(document.short)} 字，最多 {form.limit} 字")
    if form.probe:
        found += _PROBES[form.probe](document, words, book.parameters[_MARKETING].at(on) or ())
    state = "failed" if found else "passed"
    return FormFinding(form.id, form.zh, state, bool(rules), tuple(found), notes)


def _find_words(form: Form, document: NoticeDocument) -> list[str]:
    """Return the place and wording of every match that no negation stands before."""
    found = [
        f"{place}：“{match[0]}”"
        for place, text in list_texts(document)
        for pattern in form.words
        for match in pattern.finditer(text)
        if not _NEGATED.search(text[: match.start()])
    ]
    return list(dict.fromkeys(found))


def _find_mixed(document: NoticeDocument, words: Vocabulary, _: Collection[str]) -> list[str]:
    """Return the offered purposes whose text speaks for another one: one choice would settle two."""
    names = {purpose.purpose: words.zh("purposes", purpose.purpose) for purpose in document.offered}
    return [
        f"“{names[purpose.purpose]}”的说明里还写了“{zh}”"
        for purpose in document.offered
        for other, zh in names.items()
        if other != purpose.purpose and any(_affirms(clause, zh) for clause in _CLAUSE.split(purpose.text))
    ]


def _affirms(clause: str, word: str) -> bool:
    before, found, _ = clause.partition(word)
    return bool(found) and not re.search("[不未没非无]", before)


def _find_sensitive(document: NoticeDocument, words: Vocabulary, _: Collection[str]) -> list[str]:
    asked = {category for item in document.separate if item.kind == "sensitive" for category in item.categories}
    used = {category for purpose in document.offered for category in purpose.categories}
    named = [item.category for item in document.sensitive if item.category in used]
    return [f"“{words.zh('categories', category)}”没有单列的单独同意" for category in named if category not in asked]


def _find_recipients(document: NoticeDocument, kind: str) -> list[str]:
    """Return the recipients on the basis of consent that no separate item names."""
    parties = document.recipients if kind == "provide" else document.overseas
    asked = {name for item in document.separate if item.kind == kind for name in item.recipients}
    named = [party.name for party in parties if party.basis in ("", "consent")]
    return [f"接收方“{name}”没有单列的单独同意" for name in named if name not in asked]


def _find_publication(document: NoticeDocument, _words: Vocabulary, _: Collection[str]) -> list[str]:
    asked = any(item.kind == "publish" for item in document.separate)
    return ["要公开个人信息，没有单列的单独同意"] if document.publication and not asked else []


def _find_groundless(document: NoticeDocument, words: Vocabulary, marketing: Collection[str]) -> list[str]:
    """Return the purposes of marketing that rest on something else than consent."""
    return [
        f"“{words.zh('purposes', purpose.purpose)}”写的依据是“{words.zh('bases', purpose.basis)}”"
        for purpose in document.purposes
        if purpose.purpose in marketing and purpose.basis != "consent"
    ]


# What each looks at: the document, the words to name things by, and the purposes that are marketing on the day.
_PROBES: Final[Mapping[str, Callable[[NoticeDocument, Vocabulary, Collection[str]], list[str]]]] = {
    "mixed": _find_mixed,
    "sensitive": _find_sensitive,
    "provide": lambda document, *_: _find_recipients(document, "provide"),
    "overseas": lambda document, *_: _find_recipients(document, "overseas"),
    "publish": _find_publication,
    "groundless": _find_groundless,
}
