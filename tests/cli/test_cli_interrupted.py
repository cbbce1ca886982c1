"""A run that is interrupted, by the user or by force, leaves no results; the next run works."""

from __future__ import annotations

import os
import random
import signal
from typing import TYPE_CHECKING

import pytest
from cli_desk import PERSON, PHONE, SMS, call, find_canaries, list_names, start, succeed

from yunnuo.cli.failures import CANCELLED
from yunnuo.demo.people import phone_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = 200_000
MAPPING = "platform: youzan\nkind: orders\ncolumns: {order_id: 单号, buyer_phone: 手机, buyer_name: 姓名, shop: 店铺}\n"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of 200,000 orders, the canary first, with a mapping beside it."""
    folder = tmp_path_factory.mktemp("large")
    rng = random.Random(3)  # noqa: S311  # nobody's numbers, and the same each time
    rows = [f"E1,{PHONE},{PERSON},店\n", *(f"E{number},{phone_number(rng)},某,店\n" for number in range(2, ROWS + 1))]
    (folder / "大.csv").write_text("单号,手机,姓名,店铺\n" + "".join(rows), "utf-8")
    (folder / "对照.yaml").write_text(MAPPING, "utf-8")
    return folder


def order(large: Path, brand: Path) -> tuple[object, ...]:
    """Return the screening of the large file."""
    file, mapping = large / "大.csv", large / "对照.yaml"
    return ("screen", file, "--mapping", mapping, *SMS, "--out", "结果", "--workspace", brand)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_interrupted(number: signal.Signals, large: Path, brand: Path) -> None:
    """Stopped in the middle of its work, a run leaves no results; asked to stop, it also clears up and says so."""
    process = start(*order(large, brand))
    assert process.stderr
    told = process.stderr.readline().decode()  # the first step that takes long enough to be told
    process.send_signal(number)
    out, err = (stream.decode() for stream in process.communicate(timeout=60))

    assert told.startswith("… ")
    assert ("", []) == (out, find_canaries(told + err))
    assert not (brand.parent / "结果").exists()
    if number != signal.SIGKILL:
        assert (1, CANCELLED) == (process.returncode, err.splitlines()[-1])
        assert {"brand"} == {path.name for path in brand.parent.iterdir()}
        assert set() == {name for name in list_names(brand / "imports") if not name.startswith("spill")}
    _run_again(brand)


def _run_again(brand: Path) -> None:
    small = brand / "files" / "orders" / "youzan_orders.csv"
    succeed("screen", small, *SMS, "--out", "结果", "--workspace", brand)
    assert {"brand", "结果"} == {path.name for path in brand.parent.iterdir()}


def test_leftovers_cleared(brand: Path) -> None:
    """What a killed import left as scratch is gone a day later."""
    for name in ("export-old", "export-new"):
        (brand / "imports" / name).mkdir()
    os.utime(brand / "imports" / "export-old", (0, 0))

    succeed("notice", "show", "--workspace", brand)

    assert {"export-new"} == list_names(brand / "imports")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_signal(number: signal.Signals, brand: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C, `kill` and a closed terminal end alike, also while the last file is written; handlers are put back."""
    held = signal.getsignal(number)
    interrupt: Callable[..., None] = lambda *_: os.kill(os.getpid(), number)  # noqa: E731
    monkeypatch.setattr("yunnuo.flows.outputs.render_report", interrupt)

    done = call("screen", brand / "files/orders/youzan_orders.csv", *SMS, "--out", "结果", "--workspace", brand)

    assert (1, "", CANCELLED) == (
        done.code,
        done.out,
        done.err.splitlines()[-1],
    )  # a slow run told its progress
    assert {"brand"} == {path.name for path in brand.parent.iterdir()}
    assert held == signal.getsignal(number)
