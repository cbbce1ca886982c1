"""Generated people for the engine's tests: any fact may be unknown, any list incomplete."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from yunnuo.decide.program import Program, compile_program
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.questions import FOREVER
from yunnuo.terms.facts import Facts, Record, Value
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

BOOK = load_book()
MOMENTS = [parse_instant(day) for day in ("2021-12-01", "2022-01-10", "2022-06-01", "2024-08-01", "2026-05-02")]
ELEMENTS = frozenset(BOOK.vocabulary.lists["notice_elements"])
PURPOSES = [frozenset({"repeated_marketing"}), frozenset({"delivery"}), frozenset({"repeated_marketing", "delivery"})]
CHANNELS = [frozenset({"sms"}), frozenset({"wecom"}), frozenset({"sms", "wecom"})]
RECORDS = ("consent", "refusal", "origin")
LIKELY: dict[str, list[Value]] = {
    "consent.kind": ["consent", "consent", "request"],
    "consent.state": ["given", "given", "withdrawn", "lapsed"],
    "consent.until": [FOREVER, MOMENTS[3]],
    "consent.handler": ["brand", "brand", "other"],
    "consent.purposes": [*PURPOSES],
    "consent.channels": [*CHANNELS],
    "consent.categories": [frozenset({"phone"}), frozenset({"phone", "wecom_id"})],
    "consent.manner": ["tick", "separate_tick", "scan", "registration_deemed", "default_tick"],
    "consent.recipients": [frozenset({"partner"})],
    "consent.notice_purposes": [*PURPOSES],
    "consent.notice_channels": [*CHANNELS],
    "consent.notice_categories": [frozenset({"phone"}), frozenset({"phone", "wecom_id"})],
    "consent.notice_elements": [ELEMENTS, ELEMENTS, ELEMENTS - {"retention"}],
    "refusal.purposes": [*PURPOSES, frozenset(BOOK.vocabulary.lists["purposes"])],
    "refusal.channels": [*CHANNELS, frozenset(BOOK.vocabulary.lists["channels"])],
    "origin.platform": ["taobao_tmall", "jd", "weixin_shop"],
    "origin.shop": ["旗舰店"],
    "origin.handler": ["brand", "brand", "other"],
    "contact_class": ["plain", "plain", "plain", "virtual_number", "masked"],
    "age_band": ["adult", "adult", "under_14"],
    "deceased": [False, False, True],
}


def fact_values(fact_id: str) -> st.SearchStrategy[Value]:
    """Return values a fact is likely to have."""
    fact = BOOK.vocabulary.facts[fact_id]
    if fact_id in LIKELY:
        return st.sampled_from(LIKELY[fact_id])
    if fact.type == "bool":
        return st.booleans()
    if fact.type == "instant":
        return st.sampled_from(MOMENTS)
    return st.sampled_from(fact.values)


GOOD: dict[str, dict[str, Value]] = {
    "consent": {
        "kind": "consent",
        "state": "given",
        "given_at": MOMENTS[1],
        "until": FOREVER,
        "handler": "brand",
        "purposes": PURPOSES[2],
        "channels": CHANNELS[2],
        "categories": frozenset({"phone"}),
        "manner": "separate_tick",
        "separate": True,
        "recipients": frozenset({"partner"}),
        "guardian": "none",
        "evidence": "A",
        "notice_published_at": MOMENTS[0],
        "notice_shown_at": MOMENTS[1],
        "notice_purposes": PURPOSES[2],
        "notice_channels": CHANNELS[2],
        "notice_categories": frozenset({"phone", "wecom_id"}),
        "notice_elements": ELEMENTS,
    },
    "refusal": {"standing": False},
    "origin": {
        "kind": "own_form",
        "member_state": "active",
        "platform": "taobao_tmall",
        "shop": "旗舰店",
        "handler": "brand",
        "mode": "direct",
    },
}


GOOD_PERSON: dict[str, Value] = {
    "age_band": "adult",
    "deceased": False,
    "contact_class": "plain",
    "contact_valid": True,
}


@cache
def record_strategy(kind: str, *, known: bool) -> st.SearchStrategy[dict[str, Value]]:
    """Return records of a kind; unless `known`, any field may be missing."""
    fields = {fact.id.partition(".")[2]: fact_values(fact.id) for fact in BOOK.vocabulary.fields(kind)}
    drawn = st.fixed_dictionaries(fields)
    good = st.tuples(drawn, st.lists(st.sampled_from(sorted(fields)), max_size=2)).map(
        lambda pair: {
            name: value if name in pair[1] else GOOD[kind].get(name, value) for name, value in pair[0].items()
        }
    )
    either = st.one_of(good, good, drawn)
    return either if known else either.flatmap(_forgetful)


def _forgetful(record: dict[str, Value]) -> st.SearchStrategy[dict[str, Value]]:
    names = st.lists(st.sampled_from(sorted(record)), max_size=2, unique=True)
    return names.map(lambda lost: dict(item for item in record.items() if item[0] not in lost))


@st.composite
def people(draw: st.DrawFn, *, known: bool = False) -> Facts:
    """Draw the facts of one person and contact point; `known` leaves nothing unknown."""
    odd = draw(st.lists(st.sampled_from(sorted(GOOD_PERSON)), max_size=2))
    scalars = {name: draw(fact_values(name)) if name in odd else good for name, good in GOOD_PERSON.items()}
    if not known:
        for name in draw(st.lists(st.sampled_from(sorted(GOOD_PERSON)), max_size=1)):
            del scalars[name]
    records: dict[str, tuple[Record, ...]] = {
        kind: tuple(
            draw(
                st.lists(
                    record_strategy(kind, known=known),
                    min_size=int(kind == "origin"),
                    max_size=2 - int(kind == "refusal"),
                )
            )
        )
        for kind in RECORDS
    }
    complete = frozenset(RECORDS)
    if not known and draw(st.booleans()):
        complete = draw(st.frozensets(st.sampled_from(RECORDS)))
    return Facts(scalars, records, complete)


@st.composite
def acts(draw: st.DrawFn) -> Mapping[str, Any]:
    """Draw the facts of an act, everything known."""
    return {
        "act": draw(st.sampled_from(["use", "use", "use", "store"])),
        "act_at": parse_instant("2026-11-23"),
        "purpose": draw(st.sampled_from(["repeated_marketing", "repeated_marketing", "delivery", "segment_analysis"])),
        "channel": draw(st.sampled_from(["sms", "sms", "wecom"])),
        "category": frozenset({"phone"}),
        "handler": "brand",
        "recipient": draw(st.sampled_from(["self", "self", "other_handler"])),
        "recipient_name": "partner",
        "sensitive": False,
        "message_drafted": False,
        "tied_to_service": False,
    }


@cache
def _compiled(day: date, act: frozenset[tuple[str, Value]]) -> Program:
    return compile_program(BOOK, day, dict(act))


def compiled(day: date, act: Mapping[str, Any]) -> Program:
    """Return the program of the shipped book for an act; compiled once."""
    return _compiled(day, frozenset(act.items()))


def hide(facts: Facts, lost: frozenset[str], incomplete: frozenset[str]) -> Facts:
    """Return what is left when some facts are forgotten and some record lists (with all their records) are open."""
    scalars = {name: value for name, value in facts.scalars.items() if name not in lost}
    records = {
        kind: () if kind in incomplete else tuple(_without(kind, record, lost) for record in held)
        for kind, held in facts.records.items()
    }
    return Facts(scalars, records, facts.complete - incomplete)


def _without(kind: str, record: Record, lost: frozenset[str]) -> Record:
    return {name: value for name, value in record.items() if f"{kind}.{name}" not in lost}
