"""Whose ledger is complete: what one handler declares says nothing of what another was told."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest
from flow_files import NOW, consent_row, write_events

from yunnuo.demo.people import phone_number
from yunnuo.people.keys import KeyValue
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError
from yunnuo.terms.instant import day_start
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

BOOK = load_book()
ANNA = "+86" + phone_number(random.Random(31))  # noqa: S311  (an invented person, not a key)
OURS, OTHERS = "允诺样例", "别家样例"
SUMMER = day_start(date(2026, 7, 1))
ELEMENTS = "handler_name, handler_contact, purposes, methods, categories, retention, rights, withdrawal"
MAY, UNKNOWN = Outcome.PERMITTED, Outcome.UNDETERMINED


@pytest.fixture
def agreed(workspace: Workspace) -> Workspace:
    """Return a workspace in which Anna agreed to text messages of one handler, and later of another."""
    for handler, day in ((OURS, "2025-03-01"), (OTHERS, "2026-08-01")):
        _publish(workspace, handler, "2024-07-01" if handler == OURS else "2026-07-01")
        _agree(workspace, handler, f"{day} 10:00")
    return workspace


def _publish(workspace: Workspace, handler: str, published: str = "2024-07-01") -> None:
    from yunnuo.flows.notices import publish_notices

    path = workspace.folder / "notice.yaml"
    path.write_text(
        f"- version: {handler.strip()} 1\n  handler: '{handler}'\n  published_at: {published}\n"
        f"  purposes: [repeated_marketing]\n  channels: [sms]\n  categories: [phone]\n"
        f"  elements: [{ELEMENTS}]\n  text_sha256: {'0' * 64}\n",
        "utf-8",
    )
    publish_notices(path, BOOK.vocabulary, now=NOW)


def _agree(workspace: Workspace, handler: str, at: str) -> None:
    from yunnuo.flows.events import import_events

    told = {"handler": handler, "notice_version": f"{handler} 1", "notice_shown_at": at, "manner": "tick"}
    row = consent_row(ANNA, at, **told, touchpoint="官网", evidence="e1", categories="phone")
    import_events(workspace, write_events(workspace.folder / "events.csv", row), BOOK.vocabulary, now=NOW)


def _declare(handler: str = "") -> None:
    """Declare everything of a handler complete."""
    from yunnuo.flows.notices import declare_complete

    for record in ("consents", "refusals", "ages", "memberships"):
        words = {"record": record, "since": "2017-01-01", "through": "", "declared_by": "负责人"}
        declare_complete(BOOK.vocabulary, handler=handler, purpose="", channel="", now=NOW, **words)


def _ask(workspace: Workspace, handler: str, now: Instant = NOW) -> Outcome:
    """Return whether a handler may write to Anna with advertising."""
    from yunnuo.flows.one_person import answer_person
    from yunnuo.flows.persons import find_person

    who = find_person(workspace, KeyValue("phone", "", ANNA)).individual
    (answer,) = answer_person(
        workspace, BOOK, who, purpose="repeated_marketing", channel="sms", handler=handler, now=now
    )
    return answer.outcome


def test_one_declares_for_itself(agreed: Workspace) -> None:
    """That one handler's lists are complete does not tell who withdrew from the other."""
    _declare(OURS)
    assert [MAY, UNKNOWN] == [_ask(agreed, name) for name in (OURS, OTHERS)]

    _declare(OTHERS)
    assert [MAY, MAY] == [_ask(agreed, name) for name in (OURS, OTHERS)]


def test_nobody_named_means_the_only_one(workspace: Workspace) -> None:
    """What was declared before anybody was known holds while there is one handler, and for the days it was so."""
    _declare()
    _publish(workspace, OURS)
    _agree(workspace, OURS, "2025-03-01 10:00")
    assert MAY == _ask(workspace, OURS)

    _publish(workspace, OTHERS, "2026-07-01")
    assert [UNKNOWN, MAY] == [_ask(workspace, OURS, now) for now in (NOW, SUMMER - 1)]


def test_declared_before_the_second_came(workspace: Workspace) -> None:
    """What the only handler declared is its own, and stays so when a second one appears."""
    from yunnuo.consent.models import Declaration

    _publish(workspace, OURS)
    _declare()
    _agree(workspace, OURS, "2025-03-01 10:00")
    _publish(workspace, OTHERS)

    assert {OURS} == set(Declaration.objects.values_list("handler", flat=True))
    assert MAY == _ask(workspace, OURS)


def test_shop_of_somebody_else(workspace: Workspace) -> None:
    """A handler known only as the owner of a shop is another one, too."""
    from yunnuo.flows.shop_statements import ShopWords, state_shop

    _declare()
    _publish(workspace, OURS)
    _agree(workspace, OURS, "2025-03-01 10:00")
    state_shop(ShopWords(OTHERS, "jd", "", "", "法务部"), BOOK.vocabulary, now=NOW)

    assert UNKNOWN == _ask(workspace, OURS)


def test_blanks_around_a_name(workspace: Workspace) -> None:
    """A handler is found as its notice spells it, blanks and all."""
    from yunnuo.consent.models import Declaration

    for known in (f"{OURS} ", OTHERS):
        _publish(workspace, known)
    for name in (f"{OURS} ", f" {OTHERS}"):
        _declare(name)

    assert {f"{OURS} ", OTHERS} == set(Declaration.objects.values_list("handler", flat=True))


@pytest.mark.parametrize("field", ["handler", "declared_by"])
@pytest.mark.parametrize("word", ["19900012345", "长" * 161])
def test_words_that_stay(workspace: Workspace, field: str, word: str) -> None:
    """No number of a person and nothing too long gets into the ledger, by the command or by a file."""
    from yunnuo.consent.models import Declaration
    from yunnuo.flows.notices import declare_complete, import_declarations

    words = {"record": "ages", "since": "2017-01-01", "declared_by": "负责人", field: word}
    path = workspace.folder / "declared.yaml"
    path.write_text("- " + "\n  ".join(f"{key}: '{value}'" for key, value in words.items()) + "\n", "utf-8")
    with pytest.raises(InputError):
        import_declarations(path, BOOK.vocabulary, now=NOW)
    with pytest.raises(InputError):
        declare_complete(BOOK.vocabulary, purpose="", channel="", through="", now=NOW, **words)

    assert not Declaration.objects.exists()


@pytest.mark.parametrize("handler", ["", "没有的公司"])
def test_whose_it_is_must_be_clear(workspace: Workspace, handler: str) -> None:
    """With two handlers one must be named, and one that is known; nothing is written otherwise."""
    from yunnuo.consent.models import Declaration

    for known in (OURS, OTHERS):
        _publish(workspace, known)
    with pytest.raises(InputError):
        _declare(handler)

    assert not Declaration.objects.exists()


def test_file_names_the_handler(workspace: Workspace) -> None:
    """A file of declarations says whose each is, with the line where it does not."""
    from yunnuo.flows.notices import import_declarations

    for known in (OURS, OTHERS):
        _publish(workspace, known)
    path = workspace.folder / "declared.yaml"
    told = "- record: refusals\n  since: 2017-01-01\n  declared_by: 负责人\n"
    path.write_text(told, "utf-8")
    with pytest.raises(InputError, match=r"declared\.yaml.*handler"):
        import_declarations(path, BOOK.vocabulary, now=NOW)
    path.write_text(f"{told}  handler: {OTHERS}\n", "utf-8")

    assert [1, 0] == [import_declarations(path, BOOK.vocabulary, now=NOW) for _ in range(2)]


def test_kept_in_the_ledger(workspace: Workspace) -> None:
    """Whose a declaration is can be rebuilt; an entry of an earlier release, which does not say, is not blamed."""
    from django.db import transaction

    from yunnuo.consent.models import Declaration
    from yunnuo.flows.fsck import audit_records
    from yunnuo.flows.projection import rebuild_tables
    from yunnuo.ledger.journal import append_entries

    _publish(workspace, OURS)
    _declare()
    old = {"record": "ages", "purpose": "", "channel": "sms", "since": 0, "through": None, "declared_by": "负责人"}
    with transaction.atomic():
        (number,) = append_entries("declaration", [old], at=NOW)
    Declaration.objects.create(**old, at=NOW, seq=number)
    assert [] == audit_records(workspace).ledger.findings.lines

    Declaration.objects.filter(handler="").update(handler=OURS)
    assert 1 == len(audit_records(workspace).ledger.findings.lines)

    rebuild_tables()
    assert [OURS] * 4 + [""] == list(Declaration.objects.order_by("seq").values_list("handler", flat=True))
    assert [] == audit_records(workspace).ledger.findings.lines
