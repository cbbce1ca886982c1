"""Cases beside the articles: a sentence a lawyer can read, a day, facts, and the outcome the law gives.

`like` starts from a persona (vocab/personas.yaml); `gate` asks about one gate only; `signed_by` stays `none` until a
lawyer signs. `speaks`, `silent` and `doubts` name rules and say of each whether it applies to these facts, whatever
its gate makes of it; `due` gives the last day (or moment) of dated duties. A case marked `drafted: yes` was written by
the tool from the rule itself: it guards against accidental edits and is not an independent check of the law.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.questions import read_question
from yunnuo.rulebook.subset import Node, Text, as_list, as_mapping, as_text, line_of, pick, read_subset, texts_of
from yunnuo.terms.instant import parse_instant
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.facts import Question

DECISION_KEYS = ("gate", "by", "missing", "duties")
CLAIM_KEYS = ("speaks", "silent", "doubts", "due")
KEYS = (
    *("case", "like", "on", "facts", "complete", "readings"),
    *("expect", *DECISION_KEYS, *CLAIM_KEYS),
    *("blind", "drafted"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `expect` is an outcome, or with `gate` also `no_rule` or `not_applicable`.

    `by` must be among the deciding rules. `speaks`, `silent` and `doubts` are rules that apply, do not apply, and may
    apply; `due` are rules with the day or moment until which their duty runs. A case that states any of these may leave
    `expect` empty.
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
    speaks: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    drafted: bool = False
    due: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.name}"

    @property
    def claims(self) -> dict[str, bool | None]:
        """Return what the case states of single rules: True applies, False does not, None may."""
        stated: dict[str, bool | None] = dict.fromkeys(self.speaks, True)
        stated |= dict.fromkeys(self.silent, False)
        return stated | dict.fromkeys(self.doubts, None)

    @property
    def named(self) -> tuple[str, ...]:
        """Return every rule the case names."""
        return (*self.by, *self.duties, *self.claims, *(rule for rule, _ in self.due))


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


def name_personas(folder: Path) -> dict[str, str]:
    """Return the Chinese name of each persona; one without a name goes by its id."""
    name = "vocab/personas.yaml"
    nodes = as_list(read_subset((folder / "vocab/personas.yaml").read_text("utf-8"), name), name, "样本人")
    entries = [as_mapping(node, name, "样本人") for node in nodes]
    return {str(pick(entry, "id")): str(pick(entry, "zh") or pick(entry, "id")) for entry in entries}


def load_cases(folder: Path, vocabulary: Vocabulary) -> list[Case]:
    """Read every `*.cases.yaml` beside the articles; raise RulebookError with file and line."""
    personas = load_personas(folder, vocabulary)
    cases = []
    for file in sorted([*folder.glob("cn/*/*.cases.yaml"), *folder.glob("platform/*/*.cases.yaml")]):
        name = str(file.relative_to(folder))
        root = as_mapping(read_subset(file.read_text("utf-8"), name), name, "案例文件")
        if pick(root, "signed_by") is None:
            raise RulebookError([Fault(name, 1, "缺 `signed_by`（律师核对前写 none）")])
        cases += [read_case(node, name, vocabulary, personas) for node in as_list(pick(root, "cases"), name, "cases")]
    return cases


def _start(entry: dict[Text, Node], file: str, personas: dict[str, Question]) -> Question | None:
    like = pick(entry, "like")
    if like is None:
        return None
    word = as_text(like, file, "like")
    if word not in personas:
        raise RulebookError([Fault(file, word.line, f"没有样本人 `{word}`{suggest(word, personas)}")])
    return personas[word]


def read_case(node: Node, file: str, vocabulary: Vocabulary, personas: dict[str, Question]) -> Case:
    """Read one case of a file; raise RulebookError with file and line."""
    entry = as_mapping(node, file, "案例")
    for key in entry:
        if key not in KEYS:
            raise RulebookError([Fault(file, key.line, f"案例没有键 `{key}`{suggest(key, KEYS)}")])

    def texts(key: str) -> tuple[str, ...]:
        return tuple(str(word) for word in texts_of(pick(entry, key) or [], file, key))

    readings = as_mapping(pick(entry, "readings") or {}, file, "readings")
    return Case(
        name=str(as_text(pick(entry, "case"), file, "case")),
        file=file,
        line=line_of(entry),
        question=read_question(entry, file, vocabulary, today=None, start=_start(entry, file, personas)),
        gate=str(pick(entry, "gate") or ""),
        expect=_expect(entry, file),
        by=texts("by"),
        missing=texts("missing"),
        duties=texts("duties"),
        readings=tuple((str(key), str(value)) for key, value in readings.items()),
        blind=pick(entry, "blind") == "yes",
        speaks=texts("speaks"),
        silent=texts("silent"),
        doubts=texts("doubts"),
        drafted=pick(entry, "drafted") == "yes",
        due=tuple(_due(pick(entry, "due") or {}, file)),
    )


def _due(node: Node, file: str) -> Iterator[tuple[str, str]]:
    for rule, word in as_mapping(node, file, "due").items():
        text = as_text(word, file, "due")
        try:
            parse_instant(text)
        except ValueError:
            raise RulebookError([Fault(file, text.line, f"`{text}` 不是日期（YYYY-MM-DD）")]) from None
        yield str(rule), str(text)


def _expect(entry: dict[Text, Node], file: str) -> str:
    """Return the outcome a case states; empty when it speaks of single rules only."""
    if pick(entry, "expect") is None and any(pick(entry, key) for key in CLAIM_KEYS):
        stray = next((key for key in entry if key in DECISION_KEYS), None)
        if stray is not None:
            raise RulebookError([Fault(file, stray.line, f"写了 `{stray}` 就要写 `expect`")])
        return ""
    expect = pick(entry, "expect")
    if expect is None:
        what = "案例没有写结论：缺 `expect`（或者 `speaks`、`silent`、`doubts`、`due`）"
        raise RulebookError([Fault(file, line_of(entry), what)])
    word = as_text(expect, file, "expect")
    known = [*(str(outcome) for outcome in Outcome), "no_rule", "not_applicable"]
    if word not in known:
        raise RulebookError([Fault(file, word.line, f"没有结论 `{word}`{suggest(word, known)}")])
    return str(word)
