"""Replaying decisions: the same bytes again, every change found, no name kept, a clear word when it cannot be done."""

from __future__ import annotations

import json
import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from decide_strategies import BOOK, acts, compiled, people
from flow_files import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.decide.judge import decide_one
from yunnuo.decide.record import POINTER, build_record, find_difference, rebuild_record, seal_content, write_canonical
from yunnuo.decide.spelling import spell_atom
from yunnuo.decide.trace import Trace
from yunnuo.flows.recording import keep_record
from yunnuo.flows.replaying import replay_decision
from yunnuo.rulebook.book import SHIPPED
from yunnuo.terms.errors import InputError
from yunnuo.terms.facts import Facts
from yunnuo.terms.instant import legal_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from yunnuo.terms.facts import Record

TODAY = legal_day(NOW)
SALT = "0" * 32
BRAND, PARTNER = "青禾日用", "某合作方"


def trace_of(facts: Facts, act: Mapping[str, Any]) -> Trace:
    """Return the trace of one question."""
    program = compiled(TODAY, act)
    return Trace(BOOK, program, facts, decide_one(program, facts))


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, str]:
    """Return a folder with the record of one decision, and its id."""
    act = {"act": "use", "purpose": "repeated_marketing", "channel": "sms", "handler": BRAND, "act_at": NOW}
    consent: Record = {"handler": BRAND, "recipients": frozenset({PARTNER}), "purposes": frozenset({"delivery"})}
    origin: Record = {"kind": "own_order", "shop": BRAND}
    facts = Facts({"age_band": "adult"}, {"consent": (consent,), "origin": (origin,)}, frozenset({"consent"}))
    return tmp_path, keep_record(trace_of(facts, act), tmp_path, SALT)


@settings(max_examples=40)
@given(people(), acts())
def test_replay_gives_the_same_bytes(facts: Facts, act: Mapping[str, Any]) -> None:
    """A record decided again comes out byte for byte as it was written."""
    record = build_record(trace_of(facts, act), SALT, "test")
    content = write_canonical(record)

    assert content == write_canonical(rebuild_record(json.loads(content), BOOK, TODAY))


@settings(max_examples=40)
@given(people(), acts(), st.text(min_size=1, max_size=20))
def test_masking_changes_no_decision(facts: Facts, act: Mapping[str, Any], name: str) -> None:
    """Whatever the handler is called, the masked facts decide as the real ones do."""
    renamed = dict(act) | {"handler": name}
    consents = tuple(
        {**record, "handler": name} if record.get("handler") == "brand" else record
        for record in facts.records["consent"]
    )
    trace = trace_of(facts.with_records("consent", consents), renamed)

    assert str(trace.decision.outcome) == build_record(trace, SALT, "test")["outcome"]


def test_names_are_masked(kept: tuple[Path, str]) -> None:
    """No name stands in a record; its place is listed, and equal names have equal pointers."""
    folder, name = kept
    text = (folder / f"{name}.json").read_text("utf-8")
    record = json.loads(text)
    consent, origin = record["facts"]["records"]["consent"][0], record["facts"]["records"]["origin"][0]

    assert BRAND not in text
    assert PARTNER not in text
    assert record["act"]["handler"] == consent["handler"] == origin["shop"]
    assert [True] == [word.startswith(POINTER) for word in consent["recipients"]]
    assert [
        "act/handler",
        "facts/records/consent/0/handler",
        "facts/records/consent/0/recipients",
        "facts/records/origin/0/shop",
    ] == record["masked"]


def test_salt_hides_names(kept: tuple[Path, str]) -> None:
    """The same name has another pointer under another salt."""
    folder, name = kept
    record = json.loads((folder / f"{name}.json").read_bytes())
    again = trace_of(Facts(), {"act": "use", "handler": BRAND, "act_at": NOW})

    assert record["act"]["handler"] != build_record(again, "1" * 32, "test")["act"]["handler"]


def test_no_rule_names_a_name() -> None:
    """No rule compares a name with a word of its own, so a pointer in its place decides the same."""
    facts = BOOK.vocabulary.facts
    named = [
        (rule.id, item.text)
        for article in BOOK.articles
        for rule in article.rules
        for item in (*rule.when, *rule.must, *(line for lines in rule.unless for line in lines))
        if facts[item.fact].type == "id" and isinstance(item.operand, str | frozenset)
    ]

    assert [] == named


def test_same(kept: tuple[Path, str]) -> None:
    """A record that nobody touched is found by its id or the beginning of it, and replays without a difference."""
    folder, name = kept

    assert [""] == [replay.difference for replay in replay_decision(name, [folder])]
    assert [name] == [replay.id for replay in replay_decision(name[:8], [folder])]


@pytest.mark.parametrize("number", range(60))
def test_every_bit_counts(kept: tuple[Path, str], number: int) -> None:
    """One bit turned anywhere in a record is found: it differs somewhere, or it is no record any more."""
    folder, name = kept
    content = bytearray((folder / f"{name}.json").read_bytes())
    place = random.Random(number).randrange(8 * len(content))  # noqa: S311  # which bit, not a key
    content[place // 8] ^= 1 << place % 8
    (folder / f"{name}.json").write_bytes(bytes(content))

    try:
        found = [replay.difference for replay in replay_decision(name, [folder])]
    except InputError:
        return
    assert [""] != found


def test_first_difference_is_named(kept: tuple[Path, str]) -> None:
    """The first place that differs is named, with what comes out now."""
    folder, name = kept
    file = folder / f"{name}.json"
    record = json.loads(file.read_bytes())
    record["gates"][0]["outcome"] = "permitted"
    record["outcome"] = "permitted"
    file.write_bytes(write_canonical(record | {"id": seal_content(record)}))

    (replay,) = replay_decision(name, [folder])

    assert ("/gates/0/outcome", '"undetermined"') == (replay.difference, replay.now)


def test_facts_changed(kept: tuple[Path, str]) -> None:
    """A fact changed is found, whether or not the answer changes with it."""
    folder, name = kept
    file = folder / f"{name}.json"
    file.write_bytes(file.read_bytes().replace(b'"own_order"', b'"own_form"', 1))

    (replay,) = replay_decision(name, [folder])

    assert replay.difference


def test_revision_not_at_hand(kept: tuple[Path, str], tmp_path: Path) -> None:
    """A decision under another rulebook is not replayed with this one; the folder of that revision helps."""
    folder, name = kept
    other = tmp_path / "book"
    shutil.copytree(SHIPPED, other)
    (other / "vocab" / "words.yaml").write_text("[]\n", "utf-8")

    with pytest.raises(InputError, match=r"规则库版本不在手上.*\[replay\.revision\]"):
        replay_decision(name, [folder], other)


@pytest.mark.parametrize(
    ("name", "code"), [("abc", "replay.id"), ("0" * 64, "replay.missing"), ("f" * 64 + ":7", "replay.missing")]
)
def test_no_such_record(tmp_path: Path, name: str, code: str) -> None:
    """An id that is too short or belongs to nothing is refused."""
    with pytest.raises(InputError) as refused:
        replay_decision(name, [tmp_path])

    assert code == refused.value.code


def test_not_a_record(tmp_path: Path) -> None:
    """A file that is no record is refused, whatever it holds."""
    for number, content in enumerate(("", "{}", "[]", '{"schema": 1}', "[" * 5000)):
        (tmp_path / f"{number:064}.json").write_text(content, "utf-8")
        with pytest.raises(InputError, match=r"\[replay\.unreadable\]"):
            replay_decision(f"{number:064}", [tmp_path])


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ({"a": 1}, {"a": 1}, ""),
        ({"a": 1}, {"a": True}, "/a"),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "/a/1/b"),
        ({"a": [1]}, {"a": [1, 2]}, "/a"),
        ({"b": 1}, {"a": 1}, "/a"),
        (1, 2, "/"),
    ],
)
def test_difference(one: object, other: object, place: str) -> None:
    """The first difference of two values is found in canonical order; a number is no yes."""
    assert place == find_difference(one, other)


@settings(max_examples=20)
@given(acts())
def test_atoms_spelled_apart(act: Mapping[str, Any]) -> None:
    """No two atoms of a program have the same spelling."""
    spelled = [spell_atom(atom) for atom in compiled(TODAY, act).atoms]

    assert len(spelled) == len(set(spelled))
