"""Errors of the flows, and the checks that come before any work.

InputError
├── screen.target        the output folder cannot be used
├── screen.word          an unknown purpose, channel or other word of the vocabulary
├── screen.disk_full     no space left while writing; nothing stays behind
├── decide.facts         a faulty line in a file of facts
├── duties.facts         a faulty line in the file of facts of a self-check
├── words.personal       a word of the handler's own that is kept for good holds a number or an address of somebody
├── consent.file         a faulty line in a file of notices or declarations
└── bench.name           no such benchmark
YunnuoError
└── FilesFailed          some of several files could not be looked at or imported; the others were
RefusedError
├── identify.stopped     the second process that looks at a large file died
└── CardRefused          parcel cards are not printed: a gate is closed
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import RulebookError
from yunnuo.terms.errors import InputError, Place, RefusedError, YunnuoError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from yunnuo.rulebook.vocabulary import Vocabulary


_PERSONAL = re.compile(r"(?:\d[\s-]?){11}|@")


class CardRefused(RefusedError):  # noqa: N818  (named for what happened, as every refusal is)
    """Parcel cards are not printed; `faults` are the two gates line by line, after the refusal itself."""

    def __init__(self, what: str, *, why: str, todo: str, faults: Sequence[str]) -> None:
        super().__init__("card.refused", what, why=why, todo=todo)
        self.faults = (what, *faults)


class FilesFailed(YunnuoError):  # noqa: N818  (named for what happened)
    """Files that failed, told as the first of them; `faults` are all line by line, then `rest`: what was done.

    The exit code is that of the worst: bad input outranks a refusal.
    """

    def __init__(self, faults: Sequence[YunnuoError], rest: str = "") -> None:
        first = faults[0]
        super().__init__(first.code, first.what, where=first.where, why=first.why, todo=first.todo)
        told = {str(fault): fault for fault in faults}  # what is wrong with all of them is said once
        self.faults = (*chain.from_iterable(map(_list_lines, told.values())), *([rest] if rest else ()))
        self.exit_code = max(fault.exit_code for fault in faults)


def _list_lines(fault: YunnuoError) -> Iterator[str]:
    """Yield the line of an error, then those of the further faults it holds, and how many are not listed."""
    yield str(fault)
    held = getattr(fault, "faults", ())
    yield from map(str, held[1:])
    if (more := getattr(fault, "total", len(held)) - len(held)) > 0:
        yield f"……还有 {more} 处"


def check_target(out: Path) -> None:
    """Raise InputError unless `out` does not exist yet or is an empty folder."""
    name = out.resolve().name
    if out.exists() and not out.is_dir():
        raise InputError("screen.target", f"`{name}` 不是文件夹", todo="换一个输出文件夹")
    if out.is_dir() and any(out.iterdir()):
        raise InputError(
            "screen.target", f"输出文件夹 `{name}` 不是空的", why="不覆盖已有的结果", todo="换一个新的文件夹"
        )


def refuse_personal(what: str, *texts: str) -> None:
    """Raise InputError when a number or an address of somebody stands in `texts`, told as `what`.

    Such words go into the ledger, onto paper or into links, and stay there when the person is erased.
    """
    if any(_PERSONAL.search(unicodedata.normalize("NFKC", text)) for text in texts):
        raise InputError(
            "words.personal", f"{what}里像是有号码或邮箱", why="这些字会一直留着，删不掉", todo="不写号码、邮箱和姓名"
        )


def resolve_word(vocabulary: Vocabulary, list_name: str, zh: str, word: str) -> str:
    """Return the id of a word given by id or in Chinese; raise InputError with suggestions, not with the word."""
    try:
        return vocabulary.resolve(list_name, word)
    except KeyError as error:
        known = "、".join(f"{term.id}（{term.zh}）" for term in vocabulary.lists[list_name].values())
        hint = str(error.args[0]).removeprefix("；")
        raise InputError("screen.word", f"没有这个{zh}", why=hint, todo=f"从这些里选：{known}") from None


@contextmanager
def blame_file(code: str, what: str, text: str, known: Collection[str]) -> Iterator[None]:
    """Turn a fault found by the rulebook's YAML reader into an InputError about the user's own file.

    What the user wrote may be a phone number in the wrong place: a quoted word that is not in `known` is left out,
    and so is the whole reason when the text could smuggle in quotation marks of its own.
    """
    try:
        yield
    except RulebookError as error:
        first = error.faults[0]
        held = first.what if not {"`", "\\"} & set(text) else ""
        why = re.sub(r"`([^`]*)`", lambda match: match[0] if match[1] in known else "……", held)
        place = Place(first.file, first.line)
        raise InputError(code, what, where=place, why=why, todo="改正这一行后重试") from None


def disk_full() -> InputError:
    """Return the error for a full disk; what was written beside has been removed."""
    return InputError("screen.disk_full", "磁盘空间不足，没有写出任何结果", todo="腾出空间后重试")


def both_given(one: str, other: str) -> InputError:
    """Return the error for two options that cannot stand together."""
    return InputError("cli.options", f"选项 {one} 和 {other} 不能同时写", todo="一次只问交给一方")


def unknown_bench(known: Iterable[str]) -> InputError:
    """Return the error for a benchmark that does not exist."""
    return InputError("bench.name", "没有这个基准测试", todo=f"从这些里选：{'、'.join(known)}")
