"""An order is a contract with the handler whose shop took it: whose a shop is, and what follows where nobody said."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from flow_files import NOW, SHOP, make_export

from yunnuo.demo.people import phone_number
from yunnuo.flows.shops import ShopStatement, ShopTerm, settle_shops
from yunnuo.people.keys import KeyValue
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.questions import FOREVER
from yunnuo.terms.errors import InputError
from yunnuo.terms.instant import day_start
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace

BOOK = load_book()
ANNA = "+86" + phone_number(random.Random(29))  # noqa: S311  (an invented person, not a key)
OURS, OTHERS = "允诺样例", "别家样例"
SUMMER = day_start(date(2026, 7, 1))


def _settle(*stated: tuple[str, str, str, int], shop: str = "甲店", handlers: tuple[str, ...] = ()) -> list[ShopTerm]:
    return list(settle_shops([("jd", shop)], [ShopStatement(*item) for item in stated], handlers))


def _term(handler: str, since: int = 0, before: int = FOREVER, shop: str = "甲店") -> ShopTerm:
    return ShopTerm("jd", shop, handler, since, before)


def test_only_handler_has_every_shop() -> None:
    """Where one handler is all that is known of, a shop nobody spoke of is that handler's."""
    assert [_term(OURS)] == _settle(handlers=(OURS,))


def test_shop_of_several_is_nobodys() -> None:
    """Where two handlers are known, a shop nobody spoke of belongs to neither, nor does one to nobody known."""
    assert [] == _settle(handlers=(OURS, OTHERS))
    assert [] == _settle(("pdd", "", OTHERS, 0), handlers=(OURS,))
    assert [] == _settle()


def test_nearest_statement_decides() -> None:
    """What is said of a shop goes before its platform, and that before all; however the shop's name is written."""
    stated = [("", "", "甲", 0), ("jd", "", "乙", 0), ("jd", "甲店", "丙", 0)]

    assert ["甲", "乙", "丙"] == [_settle(*stated[: count + 1])[0].handler for count in range(3)]
    assert "丙" == _settle(*stated, shop="甲 店")[0].handler


def test_statement_holds_from_its_day() -> None:
    """A shop passes from one handler to the next on a day; before the first day that was said, nobody knows."""
    stated = [("jd", "甲店", OURS, 100), ("jd", "甲店", OTHERS, SUMMER)]

    assert [_term(OURS, 100, SUMMER), _term(OTHERS, SUMMER)] == _settle(*reversed(stated), handlers=(OURS, OTHERS))


def test_later_word_replaces() -> None:
    """Of two statements about one shop and day, the one made later holds."""
    assert [_term(OTHERS)] == _settle(("jd", "甲店", OURS, 0), ("jd", "甲店", OTHERS, 0))


def test_unnamed_shop_may_be_any() -> None:
    """A record without a shop's name is a handler's only where nothing said of the platform names another."""
    whole = ("jd", "", OURS, 0)

    assert [_term(OURS, shop="")] == _settle(whole, shop="")
    assert [] == _settle(whole, ("jd", "乙店", OTHERS, 0), shop="")
    assert [] == _settle(("jd", "乙店", OTHERS, 0), ("pdd", "", OURS, 0), shop="")


def _publish(folder: Path, version: str, handler: str, published: str = "2024-07-01") -> None:
    from yunnuo.flows.notices import publish_notices

    path = folder / f"{version}.yaml"
    path.write_text(
        f"- version: {version}\n  handler: {handler}\n  published_at: {published}\n  purposes: [repeated_marketing]\n"
        f"  channels: [sms]\n  categories: [phone]\n  elements: [handler_name]\n  text_sha256: {'0' * 64}\n",
        "utf-8",
    )
    publish_notices(path, BOOK.vocabulary, now=NOW)


def _declare(handler: str = "") -> None:
    """Declare everything of a handler complete, so that nothing else is unknown."""
    from yunnuo.flows.notices import declare_complete

    for record in ("consents", "refusals", "ages", "memberships"):
        words = {"record": record, "since": "2017-01-01", "through": "", "declared_by": "负责人"}
        declare_complete(BOOK.vocabulary, handler=handler, purpose="", channel="", now=NOW, **words)


def _order(workspace: Workspace, ordered: int | None = day_start(date(2025, 3, 1)), **more: Any) -> None:
    from yunnuo.flows.importing import import_export

    row = {"order_id": "1", "receiver_phone": ANNA, "buyer_phone": ANNA, "ordered_at": ordered, **more}
    import_export(workspace, make_export(row), now=NOW)


def _state(handler: str, *, platform: str = "", shop: str = "", since: str = "", by: str = "法务部") -> bool:
    from yunnuo.flows.shop_statements import ShopWords, state_shop

    return state_shop(ShopWords(handler, platform, shop, since, by), BOOK.vocabulary, now=NOW)


def _ask(workspace: Workspace, handler: str) -> Outcome:
    """Return whether Anna may be written to about the delivery of her order, by a handler."""
    from yunnuo.flows.one_person import answer_person
    from yunnuo.flows.persons import find_person

    who = find_person(workspace, KeyValue("phone", "", ANNA)).individual
    (answer,) = answer_person(workspace, BOOK, who, purpose="delivery", channel="sms", handler=handler, now=NOW)
    return answer.outcome


def test_order_binds_one_handler(workspace: Workspace) -> None:
    """With one handler its order suffices; once there are two, only a statement opens it, and for one of them."""
    _declare()
    _order(workspace)
    _publish(workspace.folder, "N1", OURS)
    assert [Outcome.PERMITTED, Outcome.UNDETERMINED] == [_ask(workspace, name) for name in (OURS, OTHERS)]

    _publish(workspace.folder, "N2", OTHERS)
    for name in (OURS, OTHERS):
        _declare(name)
    assert [Outcome.UNDETERMINED] * 2 == [_ask(workspace, name) for name in (OURS, OTHERS)]

    assert _state(OURS, platform="淘宝", shop=SHOP)
    assert [Outcome.PERMITTED, Outcome.NOT_PERMITTED] == [_ask(workspace, name) for name in (OURS, OTHERS)]


def test_order_of_nobody_known_opens_nothing(workspace: Workspace) -> None:
    """Before any notice or statement the shop is nobody's, whoever asks."""
    _declare()
    _order(workspace)

    assert Outcome.UNDETERMINED == _ask(workspace, OURS)
    assert _state(OURS)
    assert Outcome.PERMITTED == _ask(workspace, OURS)


@pytest.mark.parametrize(
    ("ordered", "answers"),
    [
        (SUMMER, [Outcome.NOT_PERMITTED, Outcome.PERMITTED]),
        (SUMMER - 1, [Outcome.UNDETERMINED] * 2),
        (None, [Outcome.UNDETERMINED] * 2),
    ],
)
def test_order_of_a_shop_that_changed_hands(workspace: Workspace, ordered: int | None, answers: list[Outcome]) -> None:
    """An order counts for whoever had the shop that day; on an unknown day, or one nobody spoke of, for nobody."""
    for version, handler in (("N1", OURS), ("N2", OTHERS)):
        _publish(workspace.folder, version, handler)
    for handler in (OURS, OTHERS):
        _declare(handler)
    _order(workspace, ordered)
    _state(OTHERS, platform="taobao_tmall", shop=SHOP, since="2026-07-01")

    assert answers == [_ask(workspace, name) for name in (OURS, OTHERS)]


def test_statement_is_recorded_once(workspace: Workspace) -> None:
    """The same statement again writes nothing; another one, and the first again after it, are entries of their own."""
    from yunnuo.flows.fsck import audit_records
    from yunnuo.flows.projection import rebuild_tables
    from yunnuo.people.models import ShopStated

    told = [_state(name, platform="京东", shop="甲 店") for name in (OURS, OURS, OTHERS, OURS)]
    rebuild_tables()

    assert [True, False, True, True] == told
    assert [("jd", "甲店", name) for name in (OURS, OTHERS, OURS)] == list(
        ShopStated.objects.order_by("seq").values_list("platform", "shop", "handler")
    )
    assert [] == audit_records(workspace).ledger.findings.lines


@pytest.mark.parametrize(
    "words",
    [
        {"handler": " "},
        {"handler": OURS, "shop": "甲店"},
        {"handler": OURS, "platform": "没有的平台"},
        {"handler": OURS, "since": "2026-02-30"},
        {"handler": OURS, "since": "2027-01-01"},
        {"handler": OURS, "by": "19900012345"},
    ],
)
@pytest.mark.usefixtures("workspace")
def test_bad_statement_writes_nothing(words: dict[str, str]) -> None:
    """A statement that says too little, or what cannot be, is refused."""
    from yunnuo.people.models import ShopStated

    with pytest.raises(InputError):
        _state(**words)
    assert not ShopStated.objects.exists()


@pytest.mark.usefixtures("workspace")
def test_statement_overtakes_a_screening() -> None:
    """A statement made while a screening runs may close its answers, so the screening looks again."""
    from yunnuo.flows.snapshot import is_overtaken
    from yunnuo.ledger.journal import current_sequence

    before = current_sequence()
    _state(OURS)

    assert is_overtaken(before)
