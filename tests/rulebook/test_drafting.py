"""Drafted cases say in one sentence what they change, and notice every change of the article they were drafted for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from yunnuo.flows.case_coverage import Coverage
from yunnuo.flows.drafting import Drafter, draft_articles
from yunnuo.flows.mutation import Bench
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.cases import load_cases
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.drafting import Drafted

ARTICLE = "ad_law.a043"  # permits, prohibitions, duties and a definition, none with a case in this test
FILE = "cn/ad_law/a043.cases.yaml"


def _tell(_step: str, _done: int, _total: int) -> None: ...


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the rulebook without any case."""
    copy = tmp_path_factory.mktemp("book") / "rulebook"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "*.cases.yaml"))
    return copy


@pytest.fixture(scope="module")
def drafted(folder: Path) -> Drafted:
    """Return what is drafted for that article, written beside it."""
    (drafted,) = draft_articles(folder, ARTICLE, _tell, write=True)
    return drafted


def test_drafts_notice_all(folder: Path, drafted: Drafted) -> None:
    """After drafting nothing is left to draft for the article."""
    drafter = Drafter(folder)
    again = drafter.draft(next(held for held in drafter.book.articles if held.id == ARTICLE), _tell)

    assert drafted.count > 0
    assert (0, [], []) == (again.count, again.left, drafted.left)


def test_drafts_cover(folder: Path, drafted: Drafted) -> None:
    """Every rule of the article is shown at work, turned by one fact, in doubt, and silent the day before."""
    book = load_book(folder)
    coverage = Coverage(Bench(book, load_cases(folder, book.vocabulary)))
    rules = [rule for article in book.articles for rule in article.rules if article.id == drafted.article]

    assert [] == [(rule.id, cover.lacks) for rule in rules if (cover := coverage.look(rule)).lacks]


def test_drafts_marked(folder: Path, drafted: Drafted) -> None:
    """Every drafted case says so, is told apart by its sentence, and states a result."""
    cases = [case for case in load_cases(folder, load_book(folder).vocabulary) if case.file == FILE]

    assert drafted.count == len(cases) == len({case.name for case in cases})
    assert all(case.drafted and " → " in case.name for case in cases)


def test_unknown_article(folder: Path) -> None:
    """An article nobody knows is refused with the nearest names."""
    with pytest.raises(InputError, match=r"ad_law\.a043"):
        list(draft_articles(folder, "ad_law.a043x", _tell, write=False))


def test_stale_drafts_go(folder: Path, tmp_path: Path) -> None:
    """A draft its changed rule no longer answers is taken out and replaced; a case written by hand stays."""
    copy = shutil.copytree(folder, tmp_path / "rulebook")
    (copy / FILE).unlink(missing_ok=True)
    list(draft_articles(copy, ARTICLE, _tell, write=True))
    case = "\n- case: 手写的\n  like: order_buyer\n  gate: message\n  expect: permitted\n"
    (copy / FILE).write_text((copy / FILE).read_text("utf-8").rstrip("\n") + case, "utf-8")
    article = copy / "cn/ad_law/a043.md"
    changed = article.read_text("utf-8").replace(
        "- sender_identified is no\n- channel is not post", "- sender_identified is no"
    )
    article.write_text(changed, "utf-8")
    load_book.cache_clear()
    (drafted,) = draft_articles(copy, ARTICLE, _tell, write=True)
    red = Bench(load_book(copy), load_cases(copy, load_book(copy).vocabulary)).red

    assert drafted.stale
    assert [] == [case.name for case in drafted.stale if not case.drafted]
    assert ["手写的"] == [case.name for case in red]
