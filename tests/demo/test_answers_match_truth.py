"""Every answer of the product about the synthetic brand against the truth its generator keeps apart.

The tables below say in rule ids what a lawyer would say in articles; which reason holds for whom the truth says.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from brand_answers import (
    BOOK,
    DELIVERY,
    NOW,
    SMS,
    Case,
    ask_all,
    ask_marketing,
    compare_runs,
    describe,
    ignore_progress,
    stage_workspaces,
)

from yunnuo.demo.run import DemoRun, load_brand
from yunnuo.flows.events import import_events
from yunnuo.flows.importing import import_export
from yunnuo.flows.notices import import_declarations, publish_notices
from yunnuo.flows.persons import read_key, record_withdrawal
from yunnuo.flows.workspace import open_workspace
from yunnuo.identify.export import open_export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from yunnuo.demo.brand import BrandFiles
    from yunnuo.demo.order_files import OrderFile
    from yunnuo.flows.workspace import Workspace

# Why the answer is as it is -> the rules of which at least one must be named. No fresh or no whole consent is PIPL 14
# (new purpose: consent anew), PIPL 13 (no basis at all) or the messages' own rule, CPLR 24.
_NO_CONSENT = {"pipl.a014.p2", "pipl.a013.p1", "cplr.a024.p1"}
_STOPPED = {"pipl.a015.p1", "pipl.a044.p1"}
_UNTOLD = {"pipl.a017.p1", "pipl.a017.p1.i2"}
_INACTIVE = {"pipl.a014.p1.closes", "cplr.a023.p1"}
RULES = {
    "virtual_number": {"pipl.a006.p1"},
    "virtual_number_expired": {"pipl.a006.p1.expired"},
    "deceased": {"pipl.a049.p1"},
    "withdrawn": _STOPPED,
    "withdrawn_elsewhere": _STOPPED,
    "late_old_consent": _STOPPED,
    "refused": {"pipl.a044.p1"},
    "suppressed": {"pipl.a044.p1"},
    "half_fitting": _NO_CONSENT,
    "member_left": {"pipl.a015.p1", *_NO_CONSENT},
    "expired": {"pipl.a015.p1", *_NO_CONSENT},
    "manner_invalid": {*_INACTIVE, "cplr.a024.p1"},
    "notice_lacked_purpose": {*_UNTOLD, *_NO_CONSENT},
    "notice_lacked_channel": {*_UNTOLD, *_NO_CONSENT},
    "notice_incomplete": _UNTOLD,
    "handler_other": _NO_CONSENT,
    "under_14_no_guardian": {"pipl.a031.p1"},
    "request_is_no_basis": _NO_CONSENT,
    "purpose_not_covered": _NO_CONSENT,
    "category_not_covered": _NO_CONSENT,
    "channel_not_covered": {"cplr.a024.p1"},
    "no_consent_order_purpose_change": _NO_CONSENT,
    "no_consent": _NO_CONSENT,
    "manner_unknown": _INACTIVE,
    "consent_covers": {"pipl.a013.p1.i1"},
    "order_performance": {"pipl.a013.p1.i2"},
}
# Rules that may be named for these reasons only: whoever did not withdraw must not read that they did.
STOPS = {"withdrawn", "withdrawn_elsewhere", "late_old_consent", "refused", "suppressed"}
ONLY_FOR = {
    "pipl.a044.p1": STOPS,
    "pipl.a049.p1": {"deceased"},
    "pipl.a006.p1": {"virtual_number"},
    "pipl.a006.p1.expired": {"virtual_number", "virtual_number_expired"},
    "pipl.a015.p1": {*STOPS, "member_left", "expired"},
}
# What an undetermined answer must name as missing; nothing where no pack says anything (`no_rule`).
MISSING = {"manner_unknown": {"consent.manner"}, "no_pack_for_platform": set[str]()}


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand of 400 orders: its workspace's folder, its files, its answers without and with declared ledgers."""

    folder: Path
    files: BrandFiles
    undeclared: list[Case]
    declared: list[Case]


@pytest.fixture(scope="module", autouse=True)
def stage(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let every test here open workspaces on SQLite."""
    with stage_workspaces(tmp_path_factory.mktemp("stage"), django_db_blocker):
        yield


@pytest.fixture(scope="module")
def brand(stage: None, tmp_path_factory: pytest.TempPathFactory) -> Brand:
    """Return a brand asked before and after its ledgers were declared complete."""
    del stage
    folder = tmp_path_factory.mktemp("brand")
    run = _load(folder, orders=400, declared=False)
    undeclared = ask_all(run.workspace, run.files, folder / "undeclared", acts=(SMS, DELIVERY))
    import_declarations(run.files.declarations, BOOK.vocabulary, now=NOW)
    declared = ask_all(run.workspace, run.files, folder / "declared")
    return Brand(run.workspace.folder, run.files, undeclared, declared)


@pytest.fixture(scope="module")
def cases(brand: Brand) -> list[Case]:
    """Return every answer for the declared brand beside the truth."""
    return brand.declared


def _load(folder: Path, **options: Any) -> DemoRun:
    return load_brand(folder / "space", BOOK, now=NOW, progress=ignore_progress, **options)


def _play(folder: Path, *, orders: int) -> list[Case]:
    run = _load(folder, orders=orders)
    return ask_all(run.workspace, run.files, folder / "out")


def _check_outcomes(cases: list[Case]) -> None:
    """Fail with the gravest kind of mistake first."""
    wrong = [case for case in cases if case.known and case.found and case.found.outcomes != case.expected]
    lost = [case for case in wrong if case.reasons & STOPS and case.found and case.found.overall != "not_permitted"]
    assert not lost, f"LOST WITHDRAWAL: {len(lost)} stops of the individual or its circle ignored\n{describe(lost)}"
    may = [case for case in wrong if case.found and case.found.overall == "permitted"]
    assert not may, f"WRONG MAY: {len(may)} permitted against the truth\n{describe(may)}"
    assert not wrong, f"OTHER OUTCOME: {len(wrong)} answers differ\n{describe(wrong)}"


def _check_presence(cases: list[Case]) -> None:
    odd = [case for case in cases if case.known != (case.found is not None)]
    assert not odd, f"ABSENT OR PRESENT WITHOUT CAUSE: {len(odd)}\n{describe(odd)}"


def _check_reasons(cases: list[Case]) -> None:
    odd = [case for case in cases if case.known and case.found and not _is_right(case)]
    assert not odd, f"WRONG REASON: {len(odd)}\n{describe(odd)}"


def _is_right(case: Case) -> bool:
    """Return whether the answer names a rule of the reason, the platform limit exactly when due, and no false rule."""
    assert case.found is not None
    rules = case.found.rules
    named = bool(rules & RULES[case.reason]) if case.reason in RULES else True
    limit = any(rule.startswith("platform.") and rule.endswith(".order_data.s1") for rule in rules)
    false = [rule for rule, reasons in ONLY_FOR.items() if rule in rules and not case.reasons & reasons]
    return named and not false and limit == ("platform_limit" in case.reasons)


def test_outcomes(cases: list[Case]) -> None:
    """No wrong may, no lost withdrawal, and every other outcome as the truth has it, of the law and the platform."""
    _check_outcomes(cases)


def test_presence(cases: list[Case]) -> None:
    """Whoever became known only after the day asked is in no decision of that day; everybody else is."""
    _check_presence(cases)
    assert {case.question[2] for case in cases if not case.known} == {min(case.question[2] for case in cases)}


def test_right_reason(cases: list[Case]) -> None:
    """Every answer names a rule of the reason the truth gives, and none that belongs to another reason only."""
    assert {case.reason for case in cases} - RULES.keys() == {"platform_limit", "member_hidden", "no_pack_for_platform"}
    _check_reasons(cases)


def test_missing_facts(cases: list[Case]) -> None:
    """What cannot be told names the missing fact, or that no rule of the platform is known."""
    open_cases = [case for case in cases if case.found and case.found.overall == "undetermined"]
    assert {case.reason for case in open_cases} == set(MISSING)
    odd = [case for case in open_cases if case.found and MISSING[case.reason] != set(case.found.missing)]
    assert not odd, describe(odd)
    ruled = [case for case in open_cases if case.reason == "no_pack_for_platform" and case.found and _names_pack(case)]
    assert not ruled, describe(ruled)


def _names_pack(case: Case) -> bool:
    assert case.found is not None
    return any(rule.startswith("platform.") for rule in case.found.rules)


def test_days_differ(cases: list[Case]) -> None:
    """Registering as consent permits as of 2022-10-14 and no longer today."""
    found = {
        (case.question[2].year, case.found.overall)
        for case in cases
        if case.scene == "registration_deemed" and case.question[:2] == SMS and case.found
    }
    assert found == {(2022, "permitted"), (2026, "not_permitted")}


def test_undeclared(brand: Brand) -> None:
    """With no ledger declared complete nobody may be sent marketing: what was open or closed for absence is unknown."""
    found = [case for case in brand.undeclared if case.known and case.found]
    marketing = [case for case in found if case.question[0] == "repeated_marketing"]
    may = [case for case in marketing if case.found and case.found.overall == "permitted"]
    assert not may, f"WRONG MAY: {len(may)} permitted though no ledger is declared complete\n{describe(may)}"
    hinging = [case for case in marketing if case.expected[1:] == ("permitted", "permitted") or _is_absence(case)]
    assert len(hinging) > 50
    odd = [case for case in hinging if case.found and not _hinges(case)]
    assert not odd, describe(odd)
    _check_outcomes([case for case in found if case.question[0] == "delivery"])


def _is_absence(case: Case) -> bool:
    """Return whether only the absence of a consent closed the answer, and no platform did."""
    absent = {"no_consent_order_purpose_change", "no_consent"}
    return case.reasons <= absent


def _hinges(case: Case) -> bool:
    assert case.found is not None
    return case.found.overall == "undetermined" and {"consent", "refusal"} <= case.found.missing


def test_import_again(brand: Brand, tmp_path: Path) -> None:
    """Files in another order, one of them in two overlapping parts, then all of them again: the same answers."""
    files, declared = brand.files, [case for case in brand.declared if case.question[:2] == SMS]
    workspace = open_workspace(tmp_path / "other")
    publish_notices(files.notices, BOOK.vocabulary, now=NOW)
    import_declarations(files.declarations, BOOK.vocabulary, now=NOW)
    part = next(order for order in files.orders if order.path.name == "youzan_orders.csv")
    _import_part(workspace, part, tmp_path / "part.csv")
    for _ in range(2):
        for path in reversed(files.events):
            import_events(workspace, path, BOOK.vocabulary, now=NOW)
        for order in reversed(files.orders):
            _import_orders(workspace, order.path, order.shop)
    changed = compare_runs(declared, ask_all(workspace, files, tmp_path / "out", acts=(SMS,)))
    assert not changed, describe(changed)


def _import_part(workspace: Workspace, order: OrderFile, part: Path) -> None:
    """Import the first two thirds of a file as a download of its own."""
    with order.path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    with part.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows[: len(rows) * 2 // 3])
    _import_orders(workspace, part, order.shop)


def _import_orders(workspace: Workspace, path: Path, shop: str) -> None:
    with open_export(path, scratch=workspace.imports) as export:
        import_export(workspace, export, now=NOW, shop=shop, progress=ignore_progress)


def test_withdrawal_counts(brand: Brand, tmp_path: Path) -> None:
    """One permitted individual withdraws by phone: the next screening has everybody but that one."""
    workspace = open_workspace(brand.folder)
    before = ask_marketing(workspace, brand.files, tmp_path / "before")
    chosen = min(before)
    key = read_key("phone", chosen, "", "", BOOK.vocabulary)
    record_withdrawal(workspace, key, [], [], BOOK.vocabulary, now=NOW + 1)
    after = ask_marketing(workspace, brand.files, tmp_path / "after", now=NOW + 2)
    kept = after == before - {chosen}
    assert kept, f"{len(before)} permitted before, {len(after)} after one withdrawal"


@pytest.mark.soak
def test_full_size_answers(tmp_path: Path) -> None:
    """The brand of 20,000 orders: every outcome, presence and reason as the truth has it."""
    cases = _play(tmp_path, orders=20_000)
    _check_outcomes(cases)
    _check_presence(cases)
    _check_reasons(cases)
