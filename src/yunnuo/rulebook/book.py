"""The rulebook as a whole: every law, article, rule and word, its revision, and what is in force on a day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from yunnuo.rulebook.articles import read_article
from yunnuo.rulebook.conditions import Condition, parse_condition
from yunnuo.rulebook.errors import Fault, RulebookError
from yunnuo.rulebook.exposures import read_exposures
from yunnuo.rulebook.model import FORCES, Article, Law, Rule
from yunnuo.rulebook.parameters import Parameter, load_parameters, parse_day
from yunnuo.rulebook.rules import RuleContext
from yunnuo.rulebook.subset import Text, as_mapping, as_text, pick, read_subset
from yunnuo.rulebook.vocabulary import Vocabulary, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SHIPPED = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Book:
    """An immutable rulebook; `revision` is the first 16 hex digits of the SHA-256 over all its files."""

    revision: str
    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter]
    articles: tuple[Article, ...]
    rules: Mapping[str, tuple[Rule, ...]]
    gates: Mapping[str, tuple[tuple[Condition, ...], ...]]

    def rule(self, rule_id: str, day: date) -> Rule:
        """Return the version of a rule in force on a day, else its newest; KeyError when the id is unknown."""
        versions = self.rules[rule_id]
        return next((rule for rule in versions if rule.in_force(day)), versions[0])

    def rules_on(self, day: date) -> list[Rule]:
        """Return every rule in force on a legal day, in file order."""
        return list(_rules_on(self, day))


@lru_cache(maxsize=256)  # a book is asked for the same few days again and again
def _rules_on(book: Book, day: date) -> tuple[Rule, ...]:
    return tuple(rule for article in book.articles for rule in article.rules if rule.in_force(day))


@cache
def load_words(folder: Path = SHIPPED) -> Vocabulary:
    """Read the vocabulary of a rulebook folder alone: a sixth of the time of the whole book."""
    return load_vocabulary(folder / "vocab")


@cache
def load_book(folder: Path = SHIPPED) -> Book:
    """Read a rulebook folder; raise RulebookError listing every faulty file."""
    vocabulary = load_vocabulary(folder / "vocab")
    parameters = load_parameters(folder / "parameters")
    context = RuleContext(vocabulary, parameters)
    articles: list[Article] = []
    faults: list[Fault] = []
    for law_file in sorted([*folder.glob("cn/*/law.yaml"), *folder.glob("platform/*/law.yaml")]):
        try:
            law = _read_law(law_file, folder)
        except RulebookError as error:
            faults += error.faults
            continue
        for file in sorted(law_file.parent.glob("*.md")):
            try:
                articles.append(read_article(file, str(file.relative_to(folder)), law, context))
            except RulebookError as error:
                faults += error.faults
    if faults:
        raise RulebookError(faults)
    return Book(_revision(folder), vocabulary, parameters, tuple(articles), _by_id(articles), _gates(context))


def _gates(context: RuleContext) -> dict[str, tuple[tuple[Condition, ...], ...]]:
    """Return, for each gate, the sets of conditions under any of which it applies; an empty set means always."""
    file = "vocab/gates.yaml"
    return {
        gate.id: tuple(
            tuple(
                parse_condition(Text(line, 1), file, context.vocabulary, context.parameters) for line in gate.texts(key)
            )
            for key in ("applies", "or_applies")
            if key == "applies" or gate.texts(key)
        )
        for gate in context.vocabulary.lists["gates"].values()
    }


def _by_id(articles: list[Article]) -> dict[str, tuple[Rule, ...]]:
    rules: dict[str, tuple[Rule, ...]] = {}
    for article in articles:
        for rule in article.rules:
            rules[rule.id] = (*rules.get(rule.id, ()), rule)
    return rules


def _read_law(file: Path, folder: Path) -> Law:
    name = str(file.relative_to(folder))
    root = as_mapping(read_subset(file.read_text("utf-8"), name), name, "law.yaml")
    values = {
        key: as_text(pick(root, key), name, key) for key in ("id", "title", "force", "issuer", "since", "confidence")
    }
    if values["id"].rpartition(".")[2] != file.parent.name:
        raise RulebookError([Fault(name, values["id"].line, f"id `{values['id']}` 与文件夹名不同")])
    if values["force"] not in FORCES:
        raise RulebookError([Fault(name, values["force"].line, f"没有效力等级 `{values['force']}`")])
    until = pick(root, "until")
    return Law(
        id=str(values["id"]),
        title=str(values["title"]),
        force=str(values["force"]),
        issuer=str(values["issuer"]),
        since=parse_day(values["since"], name),
        until=parse_day(as_text(until, name, "until"), name) if until is not None else None,
        confidence=str(values["confidence"]),
        platform=str(pick(root, "platform") or ""),
        exposures=read_exposures(root, name),
    )


def _revision(folder: Path) -> str:
    digest = hashlib.sha256()
    for part in ("cn", "platform", "parameters", "vocab"):
        for file in sorted((folder / part).rglob("*")):
            if file.suffix in (".md", ".yaml") and not file.name.endswith(".cases.yaml"):
                digest.update(f"{file.relative_to(folder)}\n".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
