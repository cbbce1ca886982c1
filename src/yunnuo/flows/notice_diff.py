"""Two versions of a notice compared: what changed by element, who has to be told again, who has to be asked again.

Any change is told; only what widens a purpose, method, channel, category or recipient is asked. What the law says of it
is cited from the rulebook. A reworded purpose counts as another one: nobody but a person can tell that it is not.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from yunnuo.consent.documents import NO_CHANNEL, NoticeDocument, Purpose
from yunnuo.decide.explain import RuleNote, note_rule
from yunnuo.flows.notice_parts import find_list, name_item, read_place, spell_words
from yunnuo.flows.notice_reliance import Reliance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from yunnuo.consent.models import Notice
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.checklist import Checklist, Row
    from yunnuo.rulebook.vocabulary import Vocabulary

TELLING = "changed_items"  # the element the rules on telling changes want
_OTHERS = {
    "title": "标题",
    "short": "短告知",
    "touchpoints": "触点",
    "separate": "单独同意的事项",
    "publication": "公开",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in one row of the checklist, or (id empty) in a part no row is about."""

    id: str
    zh: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """Something agreements on the old version do not reach: what is new, for how many individuals, on what ground."""

    purpose: str
    zh: str
    why: tuple[str, ...]
    people: int
    whole: bool
    rules: tuple[RuleNote, ...]


@dataclass(frozen=True, slots=True)
class NoticeDiff:
    """The comparison; `told` counts the individuals whose agreement rests on the old version."""

    old: str
    new: str
    changes: tuple[Change, ...]
    told: int
    telling: tuple[RuleNote, ...]
    asked: tuple[Asking, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the stable JSON shape `yunnuo.notice.diff/1`."""
        return {"schema": "yunnuo.notice.diff/1", **asdict(self)}


def compare_notices(  # two documents, what they are read with, and who rests on the old one
    old: NoticeDocument,
    new: NoticeDocument,
    *,
    book: Book,
    checklist: Checklist,
    words: Vocabulary,
    on: date,
    reliance: Reliance | None = None,
) -> NoticeDiff:
    """Compare two documents by the law of a day; `reliance` says who rests on the old one."""
    held = reliance or Reliance()
    changes = tuple(_list_changes(old, new, checklist, words))
    telling = [
        rule
        for rule in book.rules_on(on)
        if any(line.fact == "notice" and line.operand == TELLING for line in rule.must)
    ]
    return NoticeDiff(
        old=old.version,
        new=new.version,
        changes=changes,
        told=held.people if changes else 0,
        telling=tuple(map(note_rule, telling)) if changes else (),
        asked=(
            *_ask_purposes(old, new, book, checklist, words, held, on),
            *_ask_parties(old, new, book, checklist, on, held),
        ),
    )


def restore_stated(notice: Notice, new: NoticeDocument) -> NoticeDocument:
    """Return what is known of a stated notice as a document; all that is not known is taken to be as in the new one.

    A stated notice says no channels and categories by purpose: each purpose gets all of them.
    """
    later = {purpose.purpose: purpose for purpose in new.purposes}
    channels, categories = tuple(notice.channels.split(";")), tuple(notice.categories.split(";"))
    purposes = tuple(
        replace(later.get(word, Purpose(purpose=word, basis="consent")), channels=channels, categories=categories)
        for word in notice.purposes.split(";")
    )
    return replace(
        new,
        version=notice.version,
        published_at=notice.published_at,
        handler=replace(new.handler, name=notice.handler),
        purposes=purposes,
    )


def _list_changes(
    old: NoticeDocument, new: NoticeDocument, checklist: Checklist, words: Vocabulary
) -> Iterator[Change]:
    for row in checklist.rows:
        what = [
            text
            for places in row.elements.values()
            for place, zh in places.items()
            for text in _compare_place(old, new, place, zh, words)
        ]
        if what and row.id != _telling_row(checklist):
            yield Change(row.id, row.zh, tuple(dict.fromkeys(what)))
    for name, zh in _OTHERS.items():
        if getattr(old, name) != getattr(new, name):
            yield Change("", zh, (f"{zh}改了",))


def _telling_row(checklist: Checklist) -> str:
    """Return the row that lists changes itself: it differs by nature."""
    return next(row.id for row in checklist.rows if TELLING in row.elements)


def _compare_place(old: NoticeDocument, new: NoticeDocument, place: str, zh: str, words: Vocabulary) -> Iterator[str]:
    head, _, rest = place.partition("[].")
    spell = partial(spell_words, words, find_list(place))
    if not rest:
        before, after = (read_place(document, place)[0] for document in (old, new))
        yield from _compare_values(before, after, zh, spell)
        return
    before, after = (
        {name_item(item, number, words): item for number, item in enumerate(getattr(document, head), 1)}
        for document in (old, new)
    )
    yield from (f"新增“{name}”" for name in after if name not in before)
    yield from (f"去掉“{name}”" for name in before if name not in after)
    for name in after:
        if name in before:
            former, later = (getattr(item[name], rest) for item in (before, after))
            yield from (f"“{name}”{text}" for text in _compare_values(former, later, zh, spell))


def _compare_values(before: Any, after: Any, zh: str, spell: Callable[[Sequence[str]], str]) -> Iterator[str]:
    if before == after:
        return
    if not isinstance(after, tuple):
        yield f"{zh}改了" if before and after else f"{zh}{'写上了' if after else '去掉了'}"
        return
    added, gone = ([word for word in one if word not in other] for one, other in ((after, before), (before, after)))
    yield from (f"{zh}增加：{spell(added)}",) if added else ()
    yield from (f"{zh}减少：{spell(gone)}",) if gone else ()


def _ask_purposes(  # what is compared and counted
    old: NoticeDocument,
    new: NoticeDocument,
    book: Book,
    checklist: Checklist,
    words: Vocabulary,
    held: Reliance,
    on: date,
) -> Iterator[Asking]:
    rules = _grounds([row for row in checklist.rows if "purposes[].purpose" in _places(row)], book, on)
    before = {purpose.purpose: purpose for purpose in old.offered}
    for purpose in new.offered:
        zh, former = words.zh("purposes", purpose.purpose), before.get(purpose.purpose)
        people = held.by_purpose.get(purpose.purpose, 0)
        if former is None:
            yield Asking(purpose.purpose, zh, ("新的目的：没有人同意过",), people, whole=True, rules=rules)
            continue
        changed = [
            *(["目的的说明改了"] if former.text != purpose.text else ()),
            *_widened(former, purpose, "methods", "方式", words),
        ]
        added = [
            *_widened(former, purpose, "channels", "渠道", words),
            *_widened(former, purpose, "categories", "种类", words),
        ]
        if changed or added:
            yield Asking(purpose.purpose, zh, (*changed, *added), people, whole=bool(changed), rules=rules)


def _widened(former: Purpose, purpose: Purpose, name: str, zh: str, words: Vocabulary) -> Iterator[str]:
    held = getattr(former, name)
    added = [word for word in getattr(purpose, name) if word not in (*held, NO_CHANNEL)]
    if added:
        yield f"{zh}增加：{spell_words(words, find_list(f'purposes[].{name}'), added)}"


def _ask_parties(
    old: NoticeDocument, new: NoticeDocument, book: Book, checklist: Checklist, on: date, held: Reliance
) -> Iterator[Asking]:
    """Yield the recipients whose separate consent nobody, or nobody under these terms, has given."""
    for name in ("recipients", "overseas"):
        rows = [row for row in checklist.rows if row.asks_again and f"{name}[].name" in _places(row)]
        before = {party.name: party for party in getattr(old, name)}
        for party in getattr(new, name):
            former = before.get(party.name)
            terms = ("purpose", "methods", "categories")
            if party.basis in ("", "consent") and (
                former is None or any(getattr(former, term) != getattr(party, term) for term in terms)
            ):
                why = "新的接收方：没有人单独同意过" if former is None else "接收方的目的、方式或者种类改了"
                yield Asking("", party.name, (why,), held.people, whole=True, rules=_grounds(rows, book, on))


def _places(row: Row) -> list[str]:
    return [place for places in row.elements.values() for place in places]


def _grounds(rows: Sequence[Row], book: Book, on: date) -> tuple[RuleNote, ...]:
    names = dict.fromkeys(row.asks_again for row in rows if row.asks_again)
    return tuple(note_rule(book.rule(name, on)) for name in names)
