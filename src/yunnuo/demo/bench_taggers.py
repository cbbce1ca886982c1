"""Ours and its peers behind one shape: texts in, spans with the labels of the labelled data out, and the seconds.

Every peer runs in a process of its own, in the Python that has it; one that is missing or fails is named. None of them
is ever imported by the product.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import IO, TYPE_CHECKING, Any, Final

from yunnuo.demo.peer_runner import PEERS
from yunnuo.demo.span_scores import Found
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Tagged = tuple[list[list[Found]], float]

OURS: Final = "允诺"
_WORDS: Final = frozenset({"name", "address", "company"})
_WARM_UP: Final = "样例，电话19900001234"


@dataclass(frozen=True, slots=True)
class Tagger:
    """A tagger by name; `labels` are those it offers, empty for all; `run` returns spans for each text and seconds.

    PeerError when a peer breaks down.
    """

    name: str
    run: Callable[[Sequence[str]], Tagged]
    labels: frozenset[str] = field(default=frozenset())
    version: str = ""


class PeerError(Exception):
    """A peer that broke down; its text names the peer."""


@contextmanager
def open_taggers(pythons: Sequence[str]) -> Iterator[tuple[list[Tagger], list[str]]]:
    """Give ours and each peer that one of `pythons` has (the first counts), then the names of those that none has.

    InputError when one of `pythons` cannot be started.
    """
    present, absent = [Tagger(OURS, tag_ours)], []
    with ExitStack() as stack:
        for name in PEERS if pythons else ():
            tagger = next((one for python in pythons if (one := _start_peer(name, python, stack))), None)
            if tagger:
                present.append(tagger)
            else:
                absent.append(name)
        yield present, absent


def list_pythons(peers: str) -> list[str]:
    """Return the Pythons to look for peers in: the one named, then the one this runs in."""
    return [peers, sys.executable] if peers else [sys.executable]


def tag_ours(texts: Sequence[str], *, words: bool = True, workers: int = 1) -> Tagged:
    """Return what the product finds and the seconds it took, with or without names and addresses.

    Loading is free for this process; that of the other `workers` is counted.
    """
    from yunnuo.identify.kinds import KINDS
    from yunnuo.identify.recognizers import RECOGNIZERS
    from yunnuo.identify.text import find_many

    asked = RECOGNIZERS if words else tuple(one for one in RECOGNIZERS if one.KIND not in _WORDS)
    find_many([_WARM_UP], asked)
    started = time.perf_counter()
    spans = find_many(texts, asked, workers=workers)
    seconds = time.perf_counter() - started
    found = [
        [Found(span.start, span.end, label) for span in line if (label := KINDS[span.kind].label)] for line in spans
    ]
    return found, max(seconds, 1e-9)


def _start_peer(name: str, python: str, stack: ExitStack) -> Tagger | None:
    peer = stack.enter_context(_hold_peer(name, python))
    told = peer.read_answer()
    if not told or "absent" in told:
        return None

    def run(texts: Sequence[str]) -> Tagged:
        answer = peer.ask(texts)
        return [[Found(*span) for span in line] for line in answer["spans"]], max(answer["seconds"], 1e-9)

    try:
        peer.ask([_WARM_UP])
    except PeerError:
        return None
    return Tagger(name, run, frozenset(told["labels"]), told["version"])


@dataclass(frozen=True, slots=True)
class _Peer:
    """The pipes to a peer's process: one JSON line there, one back."""

    name: str
    there: IO[str]
    back: IO[str]

    def ask(self, texts: Sequence[str]) -> dict[str, Any]:
        try:
            self.there.write(json.dumps(list(texts)) + "\n")
            self.there.flush()
        except BrokenPipeError as error:
            raise PeerError(self.name) from error
        answer = self.read_answer()
        if not answer:
            raise PeerError(self.name)
        return answer

    def read_answer(self) -> dict[str, Any]:
        line = self.back.readline()
        answer: dict[str, Any] = json.loads(line) if line else {}
        return answer


@contextmanager
def _hold_peer(name: str, python: str) -> Iterator[_Peer]:
    source = (files("yunnuo.demo") / "peer_runner.py").read_text(encoding="utf-8")
    command = [python, "-I", "-c", source, name]
    pipe, silent = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=silent, encoding="utf-8")  # noqa: S603  # a Python the user named, and our own source
    except OSError as error:
        raise InputError("bench.peers", "--peers 指的 python 启动不了", todo="写那个环境里 python 的路径") from error
    try:
        if process.stdin and process.stdout:
            yield _Peer(name, process.stdin, process.stdout)
    finally:
        process.kill()
        process.communicate()
