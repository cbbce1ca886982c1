"""Where no skip is allowed a skip fails the run, and an expected failure still does not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[1] / "plugins"
SAMPLES = {
    "test_body.py": "import pytest\ndef test_it():\n    pytest.skip('no browser here')\n",
    "test_mark.py": "import pytest\n@pytest.mark.skip(reason='no runtime here')\ndef test_it(): pass\n",
    "test_module.py": "import pytest\npytest.skip('no fonts here', allow_module_level=True)\n",
    "test_expected.py": "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False\n",
    "test_plain.py": "def test_it(): pass\n",
}


def test_a_skip_fails_and_nothing_else_does(tmp_path: Path) -> None:
    """A test or module that skips itself fails with its reason; an expected failure and a success do not."""
    for name, source in SAMPLES.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    flags = f"-q -c {os.devnull} -p no_skips -p no:django -p no:cacheprovider --continue-on-collection-errors".split()

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *flags, "--rootdir", str(tmp_path), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(PLUGINS), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert 1 == done.returncode
    assert "1 failed, 1 passed, 1 xfailed, 2 errors" in done.stdout
    assert 3 == len(set(re.findall(r"skipped where no skip is allowed: .*(no \w+ here)", done.stdout)))
