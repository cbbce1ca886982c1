"""Publishing documents: never changed again, refused when something is lacking, pinned page by page in the ledger."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from notice_desk import NOW, change, example, read

from yunnuo.consent.documents import write_document
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError, RefusedError

if TYPE_CHECKING:
    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.flows.notice_publish import Published

pytestmark = pytest.mark.usefixtures("workspace")
# What the shipped example looks like, byte for byte: a change of the pages is a change somebody has to want.
PINNED = {
    "short": "07e4ac15babf575c35823b9358740e28e3449f713c6637b8dd7f963cd2ff295f",
    "full": "5da4ec9db251345ad01feb8fa32b131b28268793e3b97410e4772dc6b9901f8f",
    "print": "2db7a224a7296ec083b1a467c68367c13ac9dde8ac4e7d6e77094ba91581ff63",
}


def _publish(document: NoticeDocument, despite: str = "") -> Published:
    from yunnuo.flows.notice_publish import publish_document

    return publish_document(document, load_book(), now=NOW, despite=despite)


def _counts() -> tuple[int, int, int]:
    from yunnuo.consent.models import Notice, NoticePage
    from yunnuo.ledger.journal import current_sequence

    return Notice.objects.count(), NoticePage.objects.count(), current_sequence()


def test_published_whole() -> None:
    """Row, document, pages and ledger entry say the same, and each hash is the hash of what is stored."""
    from yunnuo.consent.models import Notice, NoticePage
    from yunnuo.ledger.journal import read_content
    from yunnuo.ledger.models import LedgerEntry

    document = read(example())
    done = _publish(document)
    row = Notice.objects.get()
    body = read_content(bytes(LedgerEntry.objects.get(seq=row.seq).content or b""))["body"]
    pages = {page.name: hashlib.sha256(page.body.encode()).hexdigest() for page in NoticePage.objects.all()}

    assert (True, PINNED) == (done.new, dict(done.pages))
    assert PINNED == pages == body["pages"] == dict(NoticePage.objects.values_list("name", "sha256"))
    assert (write_document(document), document.sha256) == (row.document, row.text_sha256)
    assert (document.sha256, [], "") == (body["document_sha256"], body["lacking"], body["despite"])
    assert {"retention", "withdrawal", "sensitive_necessity"} <= set(row.elements.split(";"))
    assert "none" not in row.channels.split(";")


def test_published_once() -> None:
    """The same document again changes nothing; any other content under the version is refused."""
    _publish(read(example()))
    before = _counts()

    again = _publish(read(example()))
    with pytest.raises(InputError, match=r"已发布的版本不能改.*notice\.published"):
        _publish(read(change(example(), "complaint", "向别处投诉")))

    assert (False, PINNED, before) == (again.new, dict(again.pages), _counts())


def test_stated_version_is_taken() -> None:
    """A version that was only stated is taken: a document cannot be put in its place."""
    from yunnuo.consent.models import Notice

    Notice.objects.create(version="MH-2026-09", handler="木禾", published_at=0, text_sha256="0" * 64, seq=1)

    with pytest.raises(InputError, match=r"notice\.published"):
        _publish(read(example()))


def test_lacking_is_refused() -> None:
    """A document that lacks something is refused and nothing is written; a reason publishes it and stays."""
    from yunnuo.flows.notice_show import list_notices

    document = read(change(example(), "purposes.0.retention"))
    before = _counts()
    with pytest.raises(RefusedError, match=r"缺 N6"):
        _publish(document)
    assert before == _counts()

    _publish(document, despite="补录纸质旧版")

    lines = "\n".join(list_notices(load_book().vocabulary, now=NOW))
    assert ("缺：N6" in lines, "仍然发布的理由：补录纸质旧版" in lines) == (True, True)


def test_lacking_element_is_not_claimed() -> None:
    """An element that is not whole in the document is not among the elements a consent may rest on."""
    from yunnuo.consent.models import Notice

    _publish(read(change(example(), "purposes.4.retention")), despite="补录")

    assert "retention" not in Notice.objects.get().elements.split(";")


def test_future_is_refused() -> None:
    """A notice is not published before its day."""
    with pytest.raises(InputError, match=r"notice\.future"):
        _publish(read(change(example(), "published_at", "2026-12-01")))


def test_reason_is_short() -> None:
    """A reason is a sentence, not a file."""
    with pytest.raises(InputError, match=r"notice\.reason"):
        _publish(read(example()), despite="理由" * 101)
