"""Writing rulebook files in their canonical form, and only when the whole rulebook then reads exactly as before.

Every file is replaced in one step; when the rulebook would be read differently nothing is written.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from yunnuo.rulebook.book import Book, load_book
from yunnuo.rulebook.cases import load_cases
from yunnuo.rulebook.errors import RulebookError
from yunnuo.rulebook.formatting import format_text, normalise_gist
from yunnuo.terms.errors import InputError, Place, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.model import Article, Rule

PARTS = ("cn", "platform", "parameters", "vocab", "register")


def find_changes(folder: Path, files: Sequence[Path] = ()) -> dict[Path, str]:
    """Return the canonical text of each rulebook file that is not written so; `files` limits which are looked at."""
    changes = {}
    for file in [_own_file(folder, path) for path in files] or _list_files(folder):
        try:
            text = file.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise InputError("rules.file", "文件不是 UTF-8", where=Place(file.name), todo="另存为 UTF-8") from None
        tidy = format_text(text, file.name)
        if tidy != text:
            changes[file] = tidy
    return changes


def apply_changes(folder: Path, changes: dict[Path, str]) -> None:
    """Write the new texts, each file in one step; raise RefusedError, and write nothing, when a rule would change."""
    if not changes:
        return
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "book"
        for part in PARTS:
            if (folder / part).is_dir():
                shutil.copytree(folder / part, copy / part)
        for file, text in changes.items():
            (copy / file.relative_to(folder)).write_text(text, "utf-8", newline="\n")
        if _read_whole(folder) != _read_copy(copy):
            raise RefusedError("rules.fmt", "整理以后规则会变", why="没有写出任何文件", todo="把这个文件报给维护者")
    for file, text in changes.items():
        _replace_file(file, text)


def _read_copy(copy: Path) -> object:
    try:
        return _read_whole(copy)
    except RulebookError:
        return None


def _list_files(folder: Path) -> list[Path]:
    return sorted(file for part in PARTS for file in (folder / part).rglob("*") if file.suffix in (".md", ".yaml"))


def _own_file(folder: Path, path: Path) -> Path:
    known = {file.resolve(): file for file in _list_files(folder)}
    if path.resolve() not in known:
        why = "它不在规则库里" if path.is_file() else "没有这个文件"
        raise InputError("rules.file", f"`{path.name}` 不能整理", why=why, todo="给出规则库里的 .md 或 .yaml 文件")
    return known[path.resolve()]


def _replace_file(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}.partial")
    try:
        beside.write_text(text, "utf-8", newline="\n")
        shutil.copymode(file, beside)
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _read_whole(folder: Path) -> object:
    """Return everything a rulebook folder says, without the lines and spacing it is said in."""
    book = load_book.__wrapped__(folder)
    vocabulary = book.vocabulary
    facts = [replace(fact, line=0) for fact in vocabulary.facts.values()]
    cases = [replace(case, line=0) for case in load_cases(folder, vocabulary)]
    articles = [_bare_article(article) for article in book.articles]
    return facts, vocabulary.records, vocabulary.lists, book.parameters, _bare_gates(book), articles, cases


def _bare_gates(book: Book) -> object:
    return {gate: [_bare_lines(lines) for lines in held] for gate, held in book.gates.items()}


def _bare_article(article: Article) -> Article:
    gists = tuple(normalise_gist(gist) for gist in article.gists)
    return replace(article, gists=gists, rules=tuple(_bare_rule(rule) for rule in article.rules))


def _bare_rule(rule: Rule) -> Rule:
    return replace(
        rule,
        line=0,
        when=_bare_lines(rule.when),
        must=_bare_lines(rule.must),
        unless=tuple(_bare_lines(lines) for lines in rule.unless),
    )


def _bare_lines(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(replace(condition, line=0, text="") for condition in conditions)
