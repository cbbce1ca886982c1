"""The page that shows how a recogniser is added works as written, and a recogniser that cannot be right is refused."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import yunnuo
from yunnuo.identify.recognizers.own import OwnRecognizer
from yunnuo.identify.text import find_spans
from yunnuo.terms.errors import InputError

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-recognizer.md"
RIGHT: dict[str, Any] = {"pattern": r"\bLK([0-9]{6})\b", "kind": "account", "example": "LK123456", "source": "ours"}


def test_page_works(tmp_path: Path) -> None:
    """Followed to the letter in a copy of the source, the page prints what it says, with one file and one line."""
    module, example = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    line, expected = re.findall(r"```text\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    source = Path(yunnuo.__file__).parent
    for name in ("__init__.py", "identify", "terms"):
        copy = shutil.copy if name.endswith(".py") else shutil.copytree
        (tmp_path / "yunnuo").mkdir(exist_ok=True)
        copy(source / name, tmp_path / "yunnuo" / name)
    folder = tmp_path / "yunnuo" / "identify" / "recognizers"
    (folder / "member_card.py").write_text(module, "utf-8")
    registry = (folder / "__init__.py").read_text("utf-8")
    listed = re.sub(r"(?m)^(_OWN: .*\n)", lambda found: found[1] + line, registry)
    (folder / "__init__.py").write_text(listed, "utf-8")
    (tmp_path / "try.py").write_text(example, "utf-8")
    done = subprocess.run(
        [sys.executable, "try.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )

    assert ("", expected) == (done.stderr, done.stdout)
    assert len(module.splitlines()) < 20
    assert 1 == len(listed.splitlines()) - len(registry.splitlines())


def test_own_recogniser() -> None:
    """It finds what the pattern matches and the check passes, full-width too, and masks all but what may be shown."""
    even = OwnRecognizer("locker", check=lambda digits: int(digits) % 2 == 0, shown=2, **RIGHT)
    text = "柜号ｌｋ１２３４５６，不是 LK123457，也不是 XLK123456"

    assert [(2, 10, "account", "locker")] == [(s.start, s.end, s.kind, s.form) for s in find_spans(text, (even,))]
    assert (True, False, "******56") == (even.is_valid(" lk123456 "), even.is_valid("LK123457"), even.mask("LK123456"))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"pattern": r"LK[0-9]+"}, "没有上限"),
        ({"pattern": r"LK[0-9]{2,}"}, "没有上限"),
        ({"pattern": r"(?<!X)LK[0-9]{6}"}, "式子写错了"),
        ({"pattern": r"LK(([0-9]{6})"}, "式子写错了"),
        ({"kind": "locker"}, "没有 locker 这个种类"),
        ({"example": "LK12"}, "认不出它自己的例子"),
    ],
)
def test_wrong_recogniser(wrong: dict[str, Any], why: str) -> None:
    """What could be slow, names no kind or does not know its own example is refused when it is made."""
    with pytest.raises(InputError, match=r"identify\.recognizer") as caught:
        OwnRecognizer("locker", **RIGHT | wrong)

    assert why in str(caught.value)
