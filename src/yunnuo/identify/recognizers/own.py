"""A brand's own recogniser: a pattern, and what must be right about a match besides. It counts in texts and in columns.

`docs/how-to/add-a-recognizer.md` adds one. It must never let a pattern in that can take more than linear time, and it
never keeps a value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from yunnuo.identify.bounds import is_bounded
from yunnuo.identify.errors import refuse
from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.kinds import KINDS
from yunnuo.identify.recognizers.checks import show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHECKED: Final = 0.96  # ranks with values that have a check digit
_SHAPED: Final = 0.92  # ranks with values a word announces: the brand knows its own


class OwnRecognizer:
    """Finds what `pattern` matches in folded text and `check` finds right; has the names of `shape.Recognizer`.

    `kind` is an id of `kinds.KINDS`; capitals and small letters are the same. `check` is asked about the first group of
    the pattern, else the whole match. `cues`: words one of which every text with such a value holds. `fewest`: digits
    that stand together in every such value. `shown`: last signs a mask leaves. Raises InputError (identify.recognizer)
    for a pattern or an example that cannot be right.
    """

    def __init__(  # noqa: PLR0913  # what a recogniser has to say about itself
        self,
        name: str,
        pattern: str,
        *,
        kind: str,
        example: str,
        source: str,
        limits: str = "",
        check: Callable[[str], bool] | None = None,
        cues: tuple[str, ...] = (),
        fewest: int = 0,
        shown: int = 0,
    ) -> None:
        self.KIND, self.EXAMPLE, self.SOURCE, self.LIMITS = kind, example, source, limits or "What it says, no more."
        self.FEWEST, self.CUES = fewest, tuple(cue.lower() for cue in cues)
        self._name, self._check, self._shown = name, check, shown
        self.pattern = _compile_pattern(name, pattern)
        if kind not in KINDS:
            raise _refuse(name, f"没有 {kind} 这个种类", "从 yunnuo identify --kinds 里选一个")
        found = [span for span in self.find(Folded(example)) if (span.start, span.end) == (0, len(example))]
        if not (found and self.is_valid(example)):
            raise _refuse(name, "认不出它自己的例子", "核对 pattern、check 和 example")

    def compact(self, text: str) -> str:
        """Return the value folded, in capitals, without blanks."""
        return fold_text(text).replace(" ", "").upper()

    def is_valid(self, text: str) -> bool:
        """Return whether the whole text is one such value, its check included."""
        bare = self.compact(text)
        match = self.pattern.fullmatch(bare) or self.pattern.fullmatch(fold_text(text).strip())
        return match is not None and self._passes(match)

    def mask(self, text: str) -> str:
        """Return the last `shown` letters and digits, stars for the others."""
        return show_ends(self.compact(text), 0, self._shown)

    def find(self, text: Folded) -> Iterator[Span]:
        """Yield the values in a text; their form is the name of the recogniser."""
        for match in self.pattern.finditer(text.text):
            if self._passes(match):
                yield Span(match.start(), match.end(), self.KIND, self._name, _CHECKED if self._check else _SHAPED)

    def _passes(self, match: re.Match[str]) -> bool:
        if self._check is None:
            return True
        return self._check(match.group(1) if match.re.groups else match.group())


def _compile_pattern(name: str, pattern: str) -> re.Pattern[str]:
    """Return a pattern that is linear: RE2 takes it, and every repetition has an end."""
    if not is_bounded(pattern):
        raise _refuse(name, "式子里有没有上限的重复", "把 *、+、{2,} 写成有上限的，如 {0,20}")
    try:
        pc.match_substring_regex(pa.array([""]), pattern=pattern)
        return re.compile(pattern, re.ASCII | re.IGNORECASE)
    except (pa.ArrowInvalid, re.error):
        todo = "改正；不能用环视（?=、?!、?<）和反向引用"
        raise _refuse(name, "式子写错了，或者用了会很慢的写法", todo) from None


def _refuse(name: str, why: str, todo: str) -> Exception:
    return refuse("recognizer", f"识别器 {name} 不能用", "", why=why, todo=todo)
