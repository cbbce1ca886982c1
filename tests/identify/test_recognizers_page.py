"""The page that shows how a recogniser is added works as written, and columns are scanned by the same shapes."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from yunnuo.identify.columns_scan import scan_columns

if TYPE_CHECKING:
    import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-recognizer.md"
IDENTITY = "110101199003070038"


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


def test_columns_by_shape() -> None:
    """Each column's shapes are counted over all rows, null and empty cells left out, check digits looked at."""
    columns: list[Any] = [
        pa.chunked_array([["19900012345", None, ""], ["１９９０００１２３４５"]]),
        pa.chunked_array([["199****2345", "1********20", "没有"]]),
        pa.array([IDENTITY, IDENTITY[:-1] + "9"]),
        pa.array(["19900012345-6789"]).dictionary_encode(),
        pa.array([1, 2]),
        pa.chunked_array([], type=pa.string()),
    ]
    scans = scan_columns(columns)
    found = [[(share.kind, share.form, share.cells) for share in scan.shares] for scan in scans]

    assert [2, 3, 2, 1, 0, 0] == [scan.filled for scan in scans]
    assert [("phone", "plain", 2)] in found
    assert [("phone", "masked", 2)] in found
    assert ("virtual_number", "virtual", 1) in found[3]
    assert {"id_card": 0.5} == {share.kind: share.checked for share in scans[2].shares if share.kind == "id_card"}
    assert [[], []] == found[4:]
