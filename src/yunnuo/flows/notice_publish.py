"""Publishing notice documents: checked, rendered, hashed, and never changed again.

What is lacking stops a document; publishing it nevertheless takes a reason, which stays in the ledger. Reads no clock.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from yunnuo.consent.document_reading import merge_words, read_document
from yunnuo.consent.documents import NoticeDocument, list_fields, write_document
from yunnuo.flows.errors import blame_file, refuse_personal
from yunnuo.flows.notice_check import check_notice
from yunnuo.flows.notice_demands import list_circumstances
from yunnuo.flows.notice_pages import render_pages
from yunnuo.ledger.journal import append_entries, lock_ledger
from yunnuo.rulebook.checklist import load_checklist
from yunnuo.rulebook.subset import Node, read_subset, refuse_deep
from yunnuo.terms.errors import InputError, Place, RefusedError
from yunnuo.terms.instant import Instant, legal_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from yunnuo.flows.notice_check import NoticeCheck
    from yunnuo.rulebook.book import Book

REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: `new` is False when the same document was published before."""

    version: str
    new: bool
    pages: Mapping[str, str]
    check: NoticeCheck


def read_node(file: Path) -> Node:
    """Return the YAML of a notice file; a list states notices, a mapping is a document. Raises InputError."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            "consent.unreadable", "读不了文件", where=Place(file.name), todo="给出 UTF-8 的 YAML 文件"
        ) from None
    known = [item.name for item in list_fields(NoticeDocument)]
    with blame_file("consent.file", "文件内容有误", text, known):
        refuse_deep(text, file.name)
        node = read_subset(text, file.name)
    if not node:
        raise InputError("consent.file", "文件里没有内容", where=Place(file.name), todo="写成告知文档")
    return node


def read_notice(file: Path, book: Book) -> NoticeDocument:
    """Return the document of a file; raise InputError with every fault and its line."""
    node = read_node(file)
    if isinstance(node, list):
        raise InputError(
            "notice.stated",
            "这个文件只列出了告知写了哪些要素，没有告知的全文",
            where=Place(file.name),
            todo="写成告知文档再检查（yunnuo notice example 给出一份完整的样例）",
        )
    words = merge_words(book.vocabulary, load_checklist())
    return read_document(node, file.name, words, list_circumstances(book))


def publish_document(
    document: NoticeDocument,
    book: Book,
    *,
    now: Instant,
    despite: str = "",
    readings: Mapping[str, str] | None = None,
) -> Published:
    """Publish a document with its pages; the same document again changes nothing.

    Judged by the law of the day of `now`, whatever day the document gives. `despite` is the reason for publishing
    what the check stops. Raises InputError for a day in the future or another content under a published version,
    RefusedError when something is lacking; nothing is written then.
    """
    if document.published_at > now:
        raise InputError("notice.future", "告知的 `published_at` 在将来", todo="到那一天再发布，或改正日期")
    if len(despite) > REASON_LENGTH:
        raise InputError("notice.reason", f"--despite 的理由超过 {REASON_LENGTH} 字", todo="写短一些，不写姓名和号码")
    refuse_personal("--despite 的理由", despite)
    check = check_notice(document, book, on=legal_day(now), readings=readings)
    with transaction.atomic():
        lock_ledger()
        held = _published_pages(document)
        if held:
            return Published(document.version, new=False, pages=held, check=check)
        if not check.passed and not despite:
            raise RefusedError(
                "notice.lacking",
                "告知还不能发布",
                why=f"缺 {check.lacking_zh}",
                todo="用 yunnuo notice check 看缺什么，补上；仍要发布的，用 --despite 写明理由",
            )
        judged = {"despite": "" if check.passed else despite, "readings": dict(readings or {})}
        pages = _store(document, check, judged, now)
    return Published(document.version, new=True, pages=pages, check=check)


def _published_pages(document: NoticeDocument) -> dict[str, str]:
    """Return the page hashes of the same document published before; raise InputError for another content."""
    from yunnuo.consent.models import Notice, NoticePage

    held = Notice.objects.filter(version=document.version).first()
    if held is None:
        return {}
    if held.document != write_document(document):
        raise InputError(
            "notice.published",
            "这个告知版本已经发布过，内容不同",
            why="已发布的版本不能改",
            todo="用新的版本号，并在 replaces 写旧版本号",
        )
    return dict(NoticePage.objects.filter(version=document.version).order_by("id").values_list("name", "sha256"))


def _store(document: NoticeDocument, check: NoticeCheck, judged: Mapping[str, object], now: Instant) -> dict[str, str]:
    from yunnuo.consent.models import Notice, NoticePage

    bodies = render_pages(document)
    hashes = {name: hashlib.sha256(body.encode()).hexdigest() for name, body in bodies.items()}
    row: dict[str, object] = {
        "version": document.version,
        "handler": document.handler.name,
        "published_at": document.published_at,
        "purposes": _join(purpose.purpose for purpose in document.purposes),
        "channels": _join(channel for purpose in document.purposes for channel in purpose.contacts),
        "categories": _join(category for purpose in document.purposes for category in purpose.categories),
        "elements": _join(check.elements),
        "text_sha256": document.sha256,
    }
    more = {"document_sha256": document.sha256, "pages": hashes, "lacking": list(check.lacking), **judged}
    (seq,) = append_entries("notice", [{**row, **more, "revision": check.revision}], at=now)
    Notice.objects.create(**row, document=write_document(document), seq=seq)
    NoticePage.objects.bulk_create(
        NoticePage(version=document.version, name=name, sha256=hashes[name], body=body) for name, body in bodies.items()
    )
    return hashes


def _join(words: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(words))
