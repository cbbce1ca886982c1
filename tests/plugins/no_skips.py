"""A pytest plugin that turns every skip into a failure; `.ci/run` loads it with `-p no_skips`.

A skipped test proves nothing, so where the machine is ours to equip it must not pass as green. It must never
touch an expected failure (`xfail`), which pytest reports through the same outcome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


def _fail_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"skipped where no skip is allowed: {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)  # outermost: what others made of the report is final
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skipped itself, in its set-up or in its body."""
    report = yield
    _fail_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)  # outermost: what others made of the report is final
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a module that skipped itself while it was collected."""
    report = yield
    _fail_skip(report)
    return report
