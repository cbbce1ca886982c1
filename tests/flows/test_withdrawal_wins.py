"""Whatever happens in whatever order, whoever said stop last is not permitted, on the page or on a list.

A model of a few people is kept beside the product: who agreed or stopped last, and who is linked with whom.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from choice_desk import phone_key
from flow_files import NOW, consent_row, make_export, stop_row, write_events, write_orders
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from test_no_wrong_may import BOOK, HANDLER, _declare, _publish

from yunnuo.consent.reading import Event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace

SECOND = 1_000_000
PEOPLE = st.integers(0, 3)
STEPS = ("登记个人", "找出名单里的人", "读取台账", "整理事实", "逐类判断", "写出结果")
# The long run goes on in rounds of a few histories until it has had its seconds, on each database: a step takes up to a
# second, so a number of histories alone would have no end on a busy machine. A round begins with two empty histories.
HISTORIES, ROUNDS, ROUNDS_LEAST, BUDGET = 6, 20, 3, 360
AUDITED = 8  # steps between two audits, which take longer than most steps
_FOLDERS = count(1)


# How late imports rank: a stop of 2024 that ties two phones, a consent of March 2025, a stop of December 2025.
# What happens live ranks by its instant, after all of them.
TIED, MARCH, DECEMBER = 0, 1, 2


class Ledger(RuleBasedStateMachine):
    """What people do, and what the product must then say, over a workspace of its own for each history."""

    fresh: Callable[[], None]
    home: Path
    seen: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.done = 0
        self.clock = NOW - 3600 * SECOND
        self.agreed: dict[int, int] = {}
        self.stopped: dict[int, int] = {}
        self.same = {number: {number} for number in range(4)}  # one person's phones: who agrees by one agrees
        self.circle = dict(self.same)  # people known by the same order: who stops stops for all

    @initialize()
    def open(self) -> None:
        """Start from an empty workspace with a notice, and every ledger declared complete."""
        from yunnuo.flows.workspace import open_workspace

        type(self).fresh()
        self.folder = self.home / str(next(_FOLDERS))
        self.workspace: Workspace = open_workspace(self.folder)
        _publish(self.folder)
        _declare()

    @rule(number=PEOPLE)
    def agree(self, number: int) -> None:
        """Let somebody agree, live: by whichever of their phones, it is the same person who agrees."""
        self._record("consent", number)
        self.agreed.update(dict.fromkeys(self.same[number], self.clock))

    @rule(number=PEOPLE)
    def withdraw(self, number: int) -> None:
        """Let somebody stop everything, live."""
        self._record("withdrawal", number)
        self._stop(number, self.clock)

    @rule(number=PEOPLE, what=st.sampled_from(["recipients", "categories"]))
    def withdraw_in_part(self, number: int, what: str) -> None:
        """Stop what goes to somebody else, which leaves the rest; or the use of the phone, which ends it."""
        held = {"recipients": "别家;"} if what == "recipients" else {"categories": ("phone",)}
        self._record("withdrawal", number, limited=True, **held)
        if what == "categories":
            self._stop(number, self.clock)

    @rule(number=PEOPLE, ago=st.integers(1, 30))
    def consent_arrives_late(self, number: int, ago: int) -> None:
        """Import an old consent today; it never outranks a later stop."""
        day = f"2025-03-{ago:02d} 10:00:00"
        grounds = {"notice_version": "N1", "notice_shown_at": day, "touchpoint": "官网", "evidence": "e"}
        self._import(consent_row(phone_key(number).value, day, **grounds))
        for linked in self.same[number]:
            self.agreed.setdefault(linked, MARCH)

    @rule(number=PEOPLE)
    def stop_arrives_late(self, number: int) -> None:
        """Import a stop of last year today; consents of this year stand."""
        self._import(stop_row(phone_key(number).value, "2025-12-31 10:00:00"))
        self._stop(number, DECEMBER)

    @rule(one=PEOPLE, other=PEOPLE)
    @precondition(lambda self: len(self.same[0]) < 4)
    def link(self, one: int, other: int) -> None:
        """Let two phones turn out to be one person's: stops of either bind both."""
        if one == other:
            return
        tie = {"other_key_kind": "phone", "other_key": phone_key(other).value}
        self._import({**stop_row(phone_key(one).value, "2024-01-01"), **tie})
        joined = self.same[one] | self.same[other]
        self.same.update(dict.fromkeys(joined, joined))
        self._join_circles(one, other)
        self._stop(one, TIED)
        latest = max((self.agreed[number] for number in joined if number in self.agreed), default=None)
        if latest is not None:
            self.agreed.update(dict.fromkeys(joined, latest))

    @rule(buyer=PEOPLE, receiver=PEOPLE)
    def send_order(self, buyer: int, receiver: int) -> None:
        """Import an order somebody sent to somebody else: two people, of whom the stops of either bind both."""
        from yunnuo.flows.importing import import_export

        phones = {"buyer_phone": phone_key(buyer).value, "receiver_phone": phone_key(receiver).value}
        order = {**phones, "ordered_at": NOW - 7200 * SECOND}
        import_export(self.workspace, make_export(order, platform="youzan", origin="own_order"), now=NOW)
        self._join_circles(buyer, receiver)

    @rule()
    def ask_page(self) -> None:
        """Ask the page about everybody known; it tells what a list would decide."""
        from yunnuo.flows.one_person import answer_person, join_outcomes
        from yunnuo.flows.persons import find_person

        for number in set(self.agreed) | set(self.stopped):
            who = find_person(self.workspace, phone_key(number)).individual
            told = answer_person(
                self.workspace, BOOK, who, purpose="repeated_marketing", channel="sms", handler=HANDLER, now=NOW
            )
            assert self._may(number) or join_outcomes(told) != "permitted"

    @rule(number=PEOPLE, step=st.sampled_from(STEPS))
    def screen_while_withdrawing(self, number: int, step: str) -> None:
        """Let somebody withdraw while the list is being made: they are not on it."""
        waiting = [number]

        def watch(name: str, _done: int, _total: int) -> None:
            if name == step and waiting:
                self.withdraw(waiting.pop())

        self._screen(watch)

    @rule()
    def screen(self) -> None:
        """Make a list, undisturbed."""
        self._screen(lambda _name, _done, _total: None)

    @invariant()
    def ledger_verifies(self) -> None:
        """Find nothing wrong with the records after every few steps."""
        self.seen["steps"] += 1
        self.done += 1
        if self.done % AUDITED == 0:
            self._audit()

    def teardown(self) -> None:
        """Make a list in the end, and find nothing wrong with the records."""
        if self.done:
            self.screen()
            self._audit()

    def _audit(self) -> None:
        from yunnuo.flows.fsck import audit_records

        assert [] == audit_records(self.workspace).ledger.findings.lines

    def _screen(self, watch: Callable[[str, int, int], None]) -> None:
        from yunnuo.flows.screen import run_screen
        from yunnuo.flows.screening import ScreenRequest

        place = self.folder / f"s{next(_FOLDERS)}"
        place.mkdir()
        rows = "".join(f"A{number},{phone_key(number).value},2025-01-01 10:00\n" for number in range(4))
        request = ScreenRequest(
            purpose="repeated_marketing",
            channel="sms",
            handler=HANDLER,
            now=NOW,
            **write_orders(place, rows),
        )
        run_screen(self.workspace, BOOK, request, watch)
        listed = (place / "out" / "permitted.csv").read_text("utf-8-sig").splitlines()[1:]
        decided = pq.read_table(place / "out" / "decisions.parquet").column("overall").to_pylist()
        assert decided.count("permitted") == len(listed)
        for number in range(4):
            on_list = phone_key(number).value.removeprefix("+86") in listed
            assert self._may(number) or not on_list
            assert on_list or not self._must(number)
            self.seen["listed" if on_list else "kept off" if self.stopped.get(number, -1) >= 0 else "strangers"] += 1

    def _may(self, number: int) -> bool:
        """Return whether the model allows a yes: agreed, and after the last stop of anybody linked."""
        return self.agreed.get(number, -1) > self.stopped.get(number, -1)

    def _must(self, number: int) -> bool:
        """Return whether the model demands a yes: agreed live, alone, and never stopped since."""
        return self._may(number) and self.agreed[number] > DECEMBER and len(self.circle[number]) == 1

    def _join_circles(self, one: int, other: int) -> None:
        joined = self.circle[one] | self.circle[other]
        self.circle.update(dict.fromkeys(joined, joined))
        self._stop(one, max(self.stopped.get(number, -1) for number in joined))

    def _stop(self, number: int, at: int) -> None:
        for linked in self.circle[number]:
            self.stopped[linked] = max(at, self.stopped.get(linked, -1))

    def _record(self, kind: str, number: int, **limits: Any) -> None:
        from yunnuo.flows.one_event import record_events

        self.clock += SECOND
        consent = kind == "consent"
        given = {"categories": ("phone",)} if consent else limits
        event = Event(
            kind=kind,
            key=phone_key(number),
            stated_at=self.clock,
            at=self.clock,
            purposes=("repeated_marketing",) if consent else (),
            channels=("sms",) if consent else (),
            **given,
            handler=HANDLER if consent else "",
            manner="separate_tick" if consent else "unknown",
            separate=True if consent else None,
            notice_version="N1" if consent else "",
            notice_shown_at=self.clock if consent else None,
            evidence="e" if consent else "",
            touchpoint="官网",
        )
        record_events(self.workspace, [event], now=self.clock)

    def _import(self, row: dict[str, str]) -> None:
        from yunnuo.flows.events import import_events

        path = self.folder / f"e{next(_FOLDERS)}.csv"
        import_events(self.workspace, write_events(path, row), BOOK.vocabulary, now=NOW)


def _bind(fresh_database: Callable[[], None], home: Path) -> type[Ledger]:
    return type("Bound", (Ledger,), {"fresh": staticmethod(fresh_database), "home": home, "seen": Counter()})


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)  # PostgreSQL under `make soak`
def test_stop_always_wins(fresh_database: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Agreeing, withdrawing, linking, importing late and screening in any order never lets a stopped person through."""
    monkeypatch.setenv("YUNNUO_WORKSPACE", str(tmp_path))
    machine = _bind(fresh_database, tmp_path)
    run_state_machine_as_test(machine, settings=settings(max_examples=4, stateful_step_count=12, deadline=None))


@pytest.mark.soak
def test_stop_wins_in_many_orders(
    fresh_database: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same over longer histories, as many as six minutes allow and at most 120; tells how much was done."""
    monkeypatch.setenv("YUNNUO_WORKSPACE", str(tmp_path))
    machine = _bind(fresh_database, tmp_path)
    limits = settings(max_examples=HISTORIES, stateful_step_count=40, deadline=None)
    rounds, started = 0, time.monotonic()
    while rounds < ROUNDS_LEAST or (rounds < ROUNDS and time.monotonic() - started < BUDGET):
        run_state_machine_as_test(seed(rounds)(machine) if limits.derandomize else machine, settings=limits)
        rounds += 1
    with capsys.disabled():
        sys.stdout.write(f" {rounds} rounds, {dict(machine.seen)} ")
    assert {"steps", "listed", "kept off"} <= set(machine.seen)
