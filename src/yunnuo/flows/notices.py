"""Publishing notices and declaring ledgers complete; both are entries of the ledger, neither can be changed later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from yunnuo.flows.errors import blame_file, refuse_personal
from yunnuo.flows.handlers import is_handler, known_handlers
from yunnuo.ledger.journal import append_entries
from yunnuo.rulebook.errors import suggest
from yunnuo.rulebook.subset import Node, Text, as_list, as_mapping, as_text, pick, read_subset, refuse_deep, texts_of
from yunnuo.terms.errors import InputError, Place
from yunnuo.terms.instant import Instant, day_end, legal_day, parse_instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from yunnuo.rulebook.vocabulary import Vocabulary

RECORDS = {"consents": "同意台账", "refusals": "退订与拒收名单", "ages": "年龄来源", "memberships": "会员名单"}
_NOTICE_KEYS = ("version", "handler", "published_at", "purposes", "channels", "categories", "elements", "text_sha256")
_DECLARATION_KEYS = ("handler", "record", "purpose", "channel", "since", "through", "declared_by")
_LENGTH = 160  # of a handler's name, and of who declares
_LISTS = {"purposes": "purposes", "channels": "channels", "categories": "categories", "elements": "notice_elements"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One mapping of a file, with readers that name file and line on a fault."""

    held: dict[Text, Node]
    file: str
    vocabulary: Vocabulary

    def text(self, key: str, *, needed: bool = True) -> str:
        node = pick(self.held, key)
        if node is None or node == "":
            if not needed:
                return ""
            raise self.fault(f"缺 `{key}`")
        return str(as_text(node, self.file, key))

    def instant(self, key: str, *, needed: bool = True) -> Instant | None:
        word = self.text(key, needed=needed)
        if word in ("", "null"):
            return None
        try:
            return parse_instant(word)
        except ValueError:
            raise self.fault(f"`{key}` 不是存在的日期或时间") from None

    def words(self, key: str, list_name: str) -> str:
        """Return the ids of a list, joined as the records keep them."""
        return ";".join(self.word(word, list_name) for word in texts_of(pick(self.held, key) or [], self.file, key))

    def word(self, word: str, list_name: str) -> str:
        if not word:
            return ""
        try:
            return self.vocabulary.resolve(list_name, word)
        except KeyError as error:
            line = word.line if isinstance(word, Text) else None
            raise self.fault(f"词表 {list_name} 里没有所写的词{error.args[0]}", line) from None

    def check_keys(self, known: Sequence[str]) -> None:
        """Refuse a key nobody reads: a misspelt one would publish less than was meant, for good."""
        for key in self.held:
            if key not in known:
                raise self.fault(f"有一个不认识的键{suggest(key, known)}", key.line)

    def fault(self, why: str, line: int | None = None) -> InputError:
        if not self.file:
            return InputError("consent.declaration", "声明有误", why=why, todo="改正后重试")
        place = Place(self.file, line or next((key.line for key in self.held), None))
        return InputError("consent.file", "文件内容有误", where=place, why=why, todo="改正后重试")


def _entries(file: Path, vocabulary: Vocabulary) -> list[_Entry]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            "consent.unreadable", "读不了文件", where=Place(file.name), todo="给出 UTF-8 的 YAML 文件"
        ) from None
    with blame_file("consent.file", "文件内容有误", text, (*_NOTICE_KEYS, *_DECLARATION_KEYS)):
        refuse_deep(text, file.name)
        node = read_subset(text, file.name)
        listed = as_list(node, file.name, "文件") if node else []
        entries = [_Entry(as_mapping(item, file.name, "条目"), file.name, vocabulary) for item in listed]
    if not entries:
        raise InputError("consent.file", "文件里没有内容", where=Place(file.name), todo="写成 YAML 列表，每个版本一项")
    return entries


def publish_notices(file: Path, vocabulary: Vocabulary, *, now: Instant) -> tuple[int, int]:
    """Publish the versions of a notice file; return how many are new and how many were published before.

    Raises InputError, with nothing written, when an entry is faulty, lies in the future, or gives a version that was
    published before with other content: a published version never changes.
    """
    from yunnuo.consent.models import Notice

    entries = _entries(file, vocabulary)
    with transaction.atomic():
        rows = [(entry, _notice_row(entry, now)) for entry in entries]
        new: list[dict[str, object]] = []
        for entry, row in rows:
            same = next((held for held in new if held["version"] == row["version"]), None)
            before = same or Notice.objects.filter(version=row["version"]).values(*row).first()
            if before is None:
                new.append(row)
            elif before != row:
                raise entry.fault("这个告知版本已经发布过，内容不同；已发布的版本不能改，要用新的版本号")
        numbers = append_entries("notice", new, at=now)
        Notice.objects.bulk_create(Notice(**row, seq=number) for row, number in zip(new, numbers, strict=True))
    return len(new), len(rows) - len(new)


def _notice_row(entry: _Entry, now: Instant) -> dict[str, object]:
    entry.check_keys(_NOTICE_KEYS)
    published = entry.instant("published_at")
    if published is None or published > now:
        raise entry.fault("`published_at` 在将来")
    return {
        "version": entry.text("version"),
        "handler": entry.text("handler"),
        "published_at": published,
        **{key: entry.words(key, list_name) for key, list_name in _LISTS.items()},
        "text_sha256": entry.text("text_sha256"),
    }


def import_declarations(file: Path, vocabulary: Vocabulary, *, now: Instant) -> int:
    """Record the declarations of a file; return how many were new. Raises InputError with nothing written."""
    rows = [_declaration(entry, now) for entry in _entries(file, vocabulary)]
    return _declare(rows, now)


def declare_complete(  # noqa: PLR0913  # the fields of one declaration
    vocabulary: Vocabulary,
    *,
    handler: str = "",
    record: str,
    purpose: str,
    channel: str,
    since: str,
    through: str,
    declared_by: str,
    now: Instant,
) -> int:
    """Record one declaration given in words; return 1, or 0 when it was made before.

    `handler`: whose ledger it is; may be left out while there is one handler at most. Raises InputError.
    """
    words = {
        "handler": handler,
        "record": record,
        "purpose": purpose,
        "channel": channel,
        "since": since,
        "through": through,
        "declared_by": declared_by,
    }
    held: dict[Text, Node] = {Text(key, 1): Text(value, 1) for key, value in words.items()}
    return _declare([_declaration(_Entry(held, "", vocabulary), now)], now)


def _declaration(entry: _Entry, now: Instant) -> dict[str, object]:
    entry.check_keys(_DECLARATION_KEYS)
    record = entry.text("record")
    if record not in RECORDS:
        raise entry.fault(f"没有这种可以声明的记录{suggest(record, RECORDS)}；有 {'、'.join(RECORDS)}")
    since, through = entry.instant("since"), entry.instant("through", needed=False)
    if since is None or since > now:
        raise entry.fault("`since` 要写，而且不能在将来")
    if through is not None and through < since:
        raise entry.fault("`through` 在 `since` 之前")
    return {
        "handler": _settle_handler(entry),
        "record": record,
        "purpose": entry.word(entry.text("purpose", needed=False), "purposes"),
        "channel": entry.word(entry.text("channel", needed=False), "channels"),
        "since": since,
        "through": None if through is None else day_end(legal_day(through)),
        "declared_by": _check_words(entry, "谁声明的", entry.text("declared_by")),
    }


def _check_words(entry: _Entry, what: str, words: str) -> str:
    """Return words that go into the ledger for good; refuse a number of a person, and what no table takes."""
    refuse_personal(what, words)
    if len(words) > _LENGTH:
        raise entry.fault(f"{what}超过 {_LENGTH} 字")
    return words


def _settle_handler(entry: _Entry) -> str:
    """Return whose ledger an entry speaks of: the one it names, else the only one there is; empty while there is none.

    What one handler has on record says nothing about what another was told.
    """
    known, word = known_handlers(), entry.text("handler", needed=False)
    name = _check_words(entry, "处理者的名称", word if word in known else word.strip())
    if not name and len(known) > 1:
        raise entry.fault(f"没有写是哪个处理者（handler）的台账；告知和店铺说明里有 {'、'.join(known)}")
    if name and not is_handler(name, known):
        raise entry.fault(f"告知、同意和店铺说明里都没有所写的处理者；有 {'、'.join(known)}")
    return name or next(iter(known), "")


def _declare(rows: list[dict[str, object]], now: Instant) -> int:
    from yunnuo.consent.models import Declaration

    with transaction.atomic():
        new = [row for row in rows if not Declaration.objects.filter(**row).exists()]
        numbers = append_entries("declaration", new, at=now)
        Declaration.objects.bulk_create(
            Declaration(**row, at=now, seq=number) for row, number in zip(new, numbers, strict=True)
        )
    return len(new)
