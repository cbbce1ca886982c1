"""The page that shows how a recogniser is added works as written."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-recognizer.md"


def test_page_works(capsys: pytest.CaptureFixture[str]) -> None:
    """The example on the page has under twenty lines and prints what the page says."""
    text = PAGE.read_text(encoding="utf-8")
    module_code, use_code = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    module = ModuleType("member_card")
    exec(module_code, vars(module))  # noqa: S102  # it is our own page
    exec(use_code, {"member_card": module})  # noqa: S102
    (expected,) = re.findall(r"Expected: `(.*?)`", text)

    assert expected == capsys.readouterr().out.strip()
    assert len([line for line in module_code.splitlines() if line]) < 20
    assert module.is_valid(module.EXAMPLE)
    assert "member_card" not in sys.modules
