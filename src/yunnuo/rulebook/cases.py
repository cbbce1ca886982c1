"""Cases beside the articles: a sentence a lawyer can read, a day, facts, and the outcome the law gives.

`like` starts from a persona (vocab/personas.yaml); `gate` asks about one gate only; `signed_by` stays `none` until a
lawyer signs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.questions import read_question
from yunnuo.rulebook.subset import Node, Text, as_list, as_mapping, as_text, line_of, pick, read_subset, texts_of
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.facts import Question

KEYS = ("case", "like", "on", "facts", "complete", "gate", "expect", "by", "missing", "duties", "blind", "readings")


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `expect` is an outcome, or with `gate` also `no_rule` or `not_applicable`.

    `by` must be among the deciding rules.
    """

    name: str
    file: str
    line: int
    question: Question
    gate: str
    expect: str
    by: tuple[str, ...]
    missing: tuple[str, ...]
    duties: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    blind: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.name}"


def load_personas(folder: Path, vocabulary: Vocabulary) -> dict[str, Question]:
    """Return the named fact bundles cases start from; a persona may itself start from an earlier one."""
    name = "vocab/personas.yaml"
    personas: dict[str, Question] = {}
    for node in as_list(read_subset((folder / "vocab/personas.yaml").read_text("utf-8"), name), name, "样本人"):
        entry = as_mapping(node, name, "样本人")
        start = _start(entry, name, personas)
        personas[str(as_text(pick(entry, "id"), name, "id"))] = read_question(
            entry, name, vocabulary, today=None, start=start
        )
    return personas


def load_cases(folder: Path, vocabulary: Vocabulary) -> list[Case]:
    """Read every `*.cases.yaml` beside the articles; raise RulebookError with file and line."""
    personas = load_personas(folder, vocabulary)
    cases = []
    for file in sorted([*folder.glob("cn/*/*.cases.yaml"), *folder.glob("platform/*/*.cases.yaml")]):
        name = str(file.relative_to(folder))
        root = as_mapping(read_subset(file.read_text("utf-8"), name), name, "案例文件")
        if pick(root, "signed_by") is None:
            raise RulebookError([Fault(name, 1, "缺 `signed_by`（律师核对前写 none）")])
        cases += [_case(node, name, vocabulary, personas) for node in as_list(pick(root, "cases"), name, "cases")]
    return cases


def _start(entry: dict[Text, Node], file: str, personas: dict[str, Question]) -> Question | None:
    like = pick(entry, "like")
    if like is None:
        return None
    word = as_text(like, file, "like")
    if word not in personas:
        raise RulebookError([Fault(file, word.line, f"没有样本人 `{word}`{suggest(word, personas)}")])
    return personas[word]


def _case(node: Node, file: str, vocabulary: Vocabulary, personas: dict[str, Question]) -> Case:
    entry = as_mapping(node, file, "案例")
    for key in entry:
        if key not in KEYS:
            raise RulebookError([Fault(file, key.line, f"案例没有键 `{key}`{suggest(key, KEYS)}")])
    expect = as_text(pick(entry, "expect"), file, "expect")
    known = [*(str(outcome) for outcome in Outcome), "no_rule", "not_applicable"]
    if expect not in known:
        raise RulebookError([Fault(file, expect.line, f"没有结论 `{expect}`{suggest(expect, known)}")])

    def texts(key: str) -> tuple[str, ...]:
        return tuple(str(word) for word in texts_of(pick(entry, key) or [], file, key))

    readings = as_mapping(pick(entry, "readings") or {}, file, "readings")
    return Case(
        name=str(as_text(pick(entry, "case"), file, "case")),
        file=file,
        line=line_of(entry),
        question=read_question(entry, file, vocabulary, today=None, start=_start(entry, file, personas)),
        gate=str(pick(entry, "gate") or ""),
        expect=str(expect),
        by=texts("by"),
        missing=texts("missing"),
        duties=texts("duties"),
        readings=tuple((str(key), str(value)) for key, value in readings.items()),
        blind=pick(entry, "blind") == "yes",
    )
