"""The page that shows how Presidio uses the recognisers works as written; Presidio itself is stood in for."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-from-presidio.md"


class _EntityRecognizer:
    """As much of Presidio's class as the page uses."""

    def __init__(self, **told: object) -> None:
        self.told = told
        self.load()

    def load(self) -> None:
        """Load nothing."""


def _make_result(entity_type: str, start: int, end: int, score: float, **more: object) -> SimpleNamespace:
    return SimpleNamespace(entity_type=entity_type, start=start, end=end, score=score, **more)


def test_page_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """The adapter has under forty lines, finds what the page says it finds, and only what is asked for."""
    presidio = ModuleType("presidio_analyzer")
    vars(presidio).update(EntityRecognizer=_EntityRecognizer, RecognizerResult=_make_result)
    monkeypatch.setitem(sys.modules, "presidio_analyzer", presidio)
    text = PAGE.read_text(encoding="utf-8")
    adapter, use = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    module = ModuleType("yunnuo_presidio")
    exec(adapter, vars(module))  # noqa: S102  # it is our own page
    recognizer = module.YunnuoRecognizer()
    (sample,) = re.findall(r'^text = "(.*)"$', use, re.MULTILINE)
    (expected,) = re.findall(r"```text\n(.*?)\n```", text, re.DOTALL)

    found = recognizer.analyze(sample, recognizer.told["supported_entities"])
    assert expected.splitlines() == [f"{one.entity_type} {one.start} {one.end}" for one in found]
    assert ["PERSON"] == [one.entity_type for one in recognizer.analyze(sample, ["PERSON", "CN_PLATE"])]
    assert len([line for line in adapter.splitlines() if line]) < 40
