"""Long lists of texts shared with other processes: this one works while they start, and on alone if they die.

Texts go to a fellow and places come back through its pipes, a JSON line each; nothing is written to disk, and it does
not matter what the caller's main script is.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from threading import Condition, Thread
from typing import TYPE_CHECKING, Final

from yunnuo.identify.interpreters import start_python
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Spans = list[tuple[Span, ...]]
    Find = Callable[[Sequence[str]], Spans]

_PIECE: Final = 250  # texts looked at before asking for more
_PARTS: Final = 8  # a fellow takes this part of what is left, so that it seldom waits and nobody waits long for it
_WARM_UP: Final = "收件人：样例，电话 19900001234"
_COMMAND: Final = "from yunnuo.identify import sharing, text; sharing.serve_texts(text.find_many)"


class _Pile:
    """What is left of a list of texts: this process takes from the front, fellows take from the back."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts, self._front, self._back = texts, 0, len(texts)
        self._returned: list[int] = []
        self._held: dict[int, int] = {}
        self._changed = Condition()
        self._found: dict[int, Spans] = {}

    def take_front(self) -> tuple[int, Sequence[str]]:
        """Return the place of the next texts and the texts, those that a fellow gave back too; none at the end.

        The end is when nothing is left and no fellow holds a text.
        """
        with self._changed:
            if self._front < self._back:
                start, self._front = self._front, min(self._front + _PIECE, self._back)
                return start, self._texts[start : self._front]
            self._changed.wait_for(lambda: self._returned or not self._held)
            if not self._returned:
                return 0, ()
            start = self._returned.pop()
            return start, self._texts[start : start + self._held.pop(start)]

    def take_back(self) -> tuple[int, Sequence[str]]:
        """Return the place of the last texts and the texts; none when nothing is left."""
        with self._changed:
            end = self._back
            self._back = max(self._front, end - max(_PIECE, (end - self._front) // _PARTS))
            if self._back < end:
                self._held[self._back] = end - self._back
            return self._back, self._texts[self._back : end]

    def put_found(self, start: int, spans: Spans) -> None:
        """Keep what was found in the texts from `start` on."""
        with self._changed:
            self._found[start] = spans
            self._held.pop(start, None)
            self._changed.notify()

    def return_texts(self, start: int) -> None:
        """Put back the texts that a fellow took from `start` on."""
        with self._changed:
            self._returned.append(start)
            self._changed.notify()

    def list_found(self) -> Spans:
        """Return all that was found, in the order of the texts."""
        return [spans for start in sorted(self._found) for spans in self._found[start]]


def share_texts(texts: Sequence[str], find: Find, fellows: int) -> Spans:
    """Return what `find` says of `texts`, in order; `find` is `text.find_many`, which fellows call too."""
    pile = _Pile(texts)
    started = _start_fellows(fellows)
    threads = [Thread(target=_feed_fellow, args=(fellow, pile), daemon=True) for fellow in started]
    try:
        for thread in threads:
            thread.start()
        start, held = pile.take_front()
        while held:
            pile.put_found(start, find(held))
            start, held = pile.take_front()
    finally:
        for fellow, thread in zip(started, threads, strict=True):
            fellow.kill()
            if thread.ident is not None:
                thread.join()
            fellow.communicate()
    return pile.list_found()


def serve_texts(find: Find) -> None:
    """Say when all lists are loaded; then answer each line of texts on standard input with a line of their spans."""
    find([_WARM_UP])
    _say_line("")
    for line in sys.stdin:
        spans = find(json.loads(line))
        rows = [[(one.start, one.end, one.kind, one.form, one.score) for one in held] for held in spans]
        _say_line(json.dumps(rows))


def _say_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _feed_fellow(fellow: subprocess.Popen[str], pile: _Pile) -> None:
    if not fellow.stdout or not fellow.stdout.readline():
        return  # it never came up
    start, texts = pile.take_back()
    while texts:
        try:
            spans = _ask_fellow(fellow, texts)
        except (OSError, ValueError):  # it died: this process looks at them itself
            pile.return_texts(start)
            return
        pile.put_found(start, spans)
        start, texts = pile.take_back()


def _ask_fellow(fellow: subprocess.Popen[str], texts: Sequence[str]) -> Spans:
    if fellow.stdin is None or fellow.stdout is None:
        raise ValueError
    fellow.stdin.write(json.dumps(texts) + "\n")
    fellow.stdin.flush()
    return [tuple([Span(*one) for one in held]) for held in json.loads(fellow.stdout.readline())]


def _start_fellows(count: int) -> list[subprocess.Popen[str]]:
    """Return up to `count` fellows: fewer where no more processes can be had."""
    pipe, ignored = subprocess.PIPE, subprocess.DEVNULL
    started: list[subprocess.Popen[str]] = []
    with suppress(OSError):
        while len(started) < count:
            started.append(start_python(_COMMAND, stdin=pipe, stdout=pipe, stderr=ignored, encoding="ascii"))
    return started
