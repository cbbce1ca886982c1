"""Published versions of notices: found, opened, shown page by page, and compared with each other or with a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yunnuo.consent.document_reading import merge_words
from yunnuo.consent.documents import load_document
from yunnuo.flows.notice_diff import compare_notices, restore_stated
from yunnuo.flows.notice_publish import read_notice
from yunnuo.flows.notice_reliance import count_reliance
from yunnuo.rulebook.checklist import load_checklist
from yunnuo.terms.errors import InputError
from yunnuo.terms.instant import Instant, legal_day

if TYPE_CHECKING:
    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.consent.models import Notice
    from yunnuo.flows.notice_diff import NoticeDiff
    from yunnuo.rulebook.book import Book


def list_published() -> list[Notice]:
    """Return the published versions, oldest first."""
    from yunnuo.consent.models import Notice

    return list(Notice.objects.order_by("published_at", "seq"))


def open_notice(version: str) -> Notice:
    """Return a published version; raise InputError when there is none."""
    from yunnuo.consent.models import Notice

    held = Notice.objects.filter(version=version).first()
    if held is None:
        raise InputError("notice.unknown", "没有发布过这个告知版本", todo="用 yunnuo notice show 看有哪些版本")
    return held


def name_handler(now: Instant) -> str:
    """Return who the latest notice published by `now` is of, as people know them; empty when there is none."""
    from yunnuo.consent.models import Notice

    held = Notice.objects.filter(published_at__lte=now).order_by("published_at", "seq").last()
    if held is None:
        return ""
    document = open_document(held)
    return (document.handler.brand if document else "") or held.handler


def open_document(notice: Notice) -> NoticeDocument | None:
    """Return the document of a published notice; None when only its elements were stated."""
    return load_document(notice.document) if notice.document else None


def open_shown(notice: Notice) -> NoticeDocument:
    """Return the document of a published notice that has pages to be shown; raise InputError when it has none."""
    document = open_document(notice)
    if document is None:
        raise InputError(
            "notice.unshown", "这个告知版本只有要素，没有全文，打开链接或者扫码无处可看", todo="发布写全的告知文档"
        )
    return document


def open_page(version: str, name: str) -> str:
    """Return a page of a published version byte for byte as it is shown; raise InputError when there is none."""
    from yunnuo.consent.models import NoticePage

    pages = dict(NoticePage.objects.filter(version=open_notice(version).version).values_list("name", "body"))
    if name not in pages:
        known = "、".join(pages)
        raise InputError(
            "notice.page",
            "这个告知版本没有这一页",
            todo=f"从这些里选：{known}" if pages else "用有全文的告知文档发布新的版本",
        )
    return pages[name]


def diff_versions(old: str, new: str, book: Book, *, now: Instant) -> NoticeDiff:
    """Compare two versions, each a published one or the path of a document, and count who rests on the old one.

    Raises InputError when either is neither, or the newer one has no document.
    """
    after = _open_either(new, book)
    if after is None:
        raise InputError(
            "notice.no_document", "新的版本没有告知全文，不能比较", todo="给出告知文档，或用文档发布的版本"
        )
    before = _open_either(old, book) or restore_stated(open_notice(old), after)
    checklist = load_checklist()
    return compare_notices(
        before,
        after,
        book=book,
        checklist=checklist,
        words=merge_words(book.vocabulary, checklist),
        on=legal_day(now),
        reliance=count_reliance(before.version, now=now),
    )


def _open_either(name: str, book: Book) -> NoticeDocument | None:
    """Return the document of a file or of a published version; None for a version without one."""
    if Path(name).is_file():
        return read_notice(Path(name), book)
    return open_document(open_notice(name))
