"""A large file is looked at by two processes: they find what one finds, and what happens to one is told once."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from yunnuo.demo.people import address, id_number, person_name, phone_number
from yunnuo.flows import identifying_second
from yunnuo.flows.identifying import identify_file
from yunnuo.flows.identifying_looking import Look
from yunnuo.flows.identifying_second import SecondProcess, Seen
from yunnuo.identify.columns import shares
from yunnuo.identify.columns.files import open_typed
from yunnuo.identify.columns.shares import guess_cost, share_columns, split_places
from yunnuo.identify.sensitive.dictionary import load_dictionary
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError, RefusedError
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.identify.sensitive.shape import Dictionary
    from yunnuo.rulebook.book import Book

DAY = date(2026, 11, 27)
ALONE = 1 << 60  # bytes no file has
GOODS = ("血糖试纸50片", "夏季纯棉短袖", "保温杯500ml")
WORDS = """category: health
label: HEALTH
zh: 医疗健康
rules: [pipl.a028.p1.reveals]
origin: written for this test
licence: Apache-2.0
groups:
- {id: cups, zh: 杯子, weight: 0.9, where: [goods], words: [保温杯]}
"""
# What a process does that has no thread beside its own one, and says by which of the two ways it was helped.
SCRIPT = """
import json, sys
from datetime import date
from pathlib import Path
from yunnuo.flows import identifying_second
from yunnuo.flows.identifying import identify_file
from yunnuo.rulebook.book import load_book
from yunnuo.identify.columns import shares
shares._can_share = lambda: True
identifying_second._start_fresh = None
path, scratch = map(Path, sys.argv[1:])
register = identify_file(path, scratch=scratch, book=load_book(), day=date(2026, 11, 27), shared_from=0)
print(json.dumps(register.as_json()))
"""


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share also where there is one."""
    monkeypatch.setattr(shares, "_can_share", lambda: True)


@cache
def shipped_book() -> Book:
    """Return the rulebook, read once."""
    return load_book()


def write_orders(path: Path, encoding: str = "utf-8", rows: int = 4_000) -> Path:
    """Write orders of invented people: whole and masked, texts that repeat and that do not, an empty column."""
    rng = random.Random(8)  # noqa: S311 - sample people, not secrets
    lines = ["订单号,收件人,手机,地址,身份证号,商品名称,留言,下单时间,金额,备用"]
    for row in range(rows):
        phone = phone_number(rng).removeprefix("+86")
        cells = [
            f"2026090300{row:08d}",
            person_name(rng) if row % 3 else f"{person_name(rng)[:1]}**",
            f"\t{phone}" if row % 2 else f"{phone[:3]}****{phone[-4:]}",
            address(rng),
            id_number(rng, date(1980, 1, 1 + row % 28)) if row % 5 == 0 else "-",
            GOODS[row % 3],
            f"请打{phone}，谢谢{row}" if row % 50 == 1 else "",
            f"2026-09-{1 + row % 28:02d} 10:{row % 60:02d}:00",
            f"{rng.randrange(90_000) / 100}",
            "",
        ]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    path.write_text("\n".join(lines) + "\n", encoding)
    return path


def show_register(path: Path, scratch: Path, shared_from: int, words: Dictionary | None = None) -> dict[str, Any]:
    """Return the register of a file as it is printed."""
    register = identify_file(
        path, scratch=scratch, book=shipped_book(), day=DAY, shared_from=shared_from, dictionary=words
    )
    shown: dict[str, Any] = json.loads(json.dumps(register.as_json()))
    return shown


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_two_processes_find_what_one_finds(tmp_path: Path, encoding: str) -> None:
    """The register of a shared file is the same to the last figure, and nothing is left in the folder."""
    path = write_orders(tmp_path / "订单.csv", encoding)
    alone = show_register(path, tmp_path / "s", ALONE)

    assert alone == show_register(path, tmp_path / "s", 0)
    assert ["id_card", "goods"] == [column["kind"] for column in alone["columns"][4:6]]
    assert [] == list((tmp_path / "s").iterdir())


def test_a_brand_has_its_own_words_in_both(tmp_path: Path) -> None:
    """Words a brand added are found by whichever process looks at the column."""
    words = tmp_path / "words"
    words.mkdir()
    (words / "own.yaml").write_text(WORDS, "utf-8")
    path, dictionary = write_orders(tmp_path / "订单.csv", rows=600), load_dictionary([words])
    alone = show_register(path, tmp_path / "s", ALONE, dictionary)

    assert alone == show_register(path, tmp_path / "s", 0, dictionary)
    assert {"保温杯"} <= {word for hint in alone["sensitive_hints"] for word in hint["words"]}


def test_a_process_without_threads_is_helped_by_its_copy(tmp_path: Path) -> None:
    """The command line starts no second interpreter, and its copy finds the same."""
    path = write_orders(tmp_path / "订单.csv")
    command = [sys.executable, "-c", SCRIPT, str(path), str(tmp_path / "s")]
    printed = subprocess.run(command, check=True, capture_output=True).stdout

    assert show_register(path, tmp_path / "s", ALONE) == json.loads(printed)


def test_a_helper_that_dies_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second process that was killed is one clear refusal without a cell, never half a register."""
    monkeypatch.setattr(identifying_second, "_FRESH", "import os; os.kill(os.getpid(), 9)")
    path = write_orders(tmp_path / "订单.csv", rows=600)

    with pytest.raises(RefusedError, match=r"识别中途停了（订单\.csv）") as caught:
        show_register(path, tmp_path / "s", 0)
    assert "identify.stopped" == caught.value.code
    assert [] == list((tmp_path / "s").iterdir())


def test_a_faulty_row_is_told_as_by_one_process(tmp_path: Path) -> None:
    """A row with too many cells is refused with its number, however many look at it."""
    path = write_orders(tmp_path / "订单.csv", rows=600)
    with path.open("a", encoding="utf-8") as stream:
        stream.write('"1","2"\n' * 3)
    told = []
    for shared_from in (ALONE, 0):
        with pytest.raises(InputError) as caught:
            show_register(path, tmp_path / "s", shared_from)
        told.append(str(caught.value))

    assert told[0] == told[1]
    assert "602" in told[0]


def test_what_the_helper_cannot_read_is_raised_here(tmp_path: Path) -> None:
    """Bytes that are no text in a column of the second process are the error they are in the first."""
    path = tmp_path / "订单.csv"
    path.write_bytes("编号,备注\n".encode() + b"1,abc\n" * 300_000 + b"2,\xff\xff\n")
    with open_typed(path, scratch=tmp_path / "s") as opened, SecondProcess(opened, [1], None, "") as second:
        with pytest.raises(InputError, match="无法识别的字节") as caught:
            second.collect()

        assert ("identify.encoding", 300_002) == (caught.value.code, caught.value.where.row)


def test_whoever_stops_ends_the_helper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the first process reads leaves neither a second process nor a file."""

    def press_keys(self: Look, *, threads: int) -> None:
        del self, threads
        raise KeyboardInterrupt

    monkeypatch.setattr(Look, "scan_columns", press_keys)
    path = write_orders(tmp_path / "订单.csv", rows=600)
    before = psutil.Process().children()
    with pytest.raises(KeyboardInterrupt):
        show_register(path, tmp_path / "s", 0)

    assert before == psutil.Process().children()
    assert [] == list((tmp_path / "s").iterdir())


def test_small_files_and_workbooks_are_not_shared(tmp_path: Path) -> None:
    """A file below the threshold is looked at by one process."""
    path = write_orders(tmp_path / "订单.csv", rows=40)
    with open_typed(path, scratch=tmp_path / "s") as opened:
        assert (list(range(10)), []) == share_columns(opened)


def test_dear_columns_are_shared_evenly() -> None:
    """Each process gets about half of the work; what repeats is cheap, long text is dear."""
    same, repeated, varied = (guess_cost(cells) for cells in (["-"] * 90, ["是", "否"] * 45, list(map(str, range(90)))))

    assert same < repeated < varied < guess_cost([f"浙江省杭州市样例路{row}号" for row in range(90)])
    assert ([0, 3], [1, 2]) == split_places({0: 9.0, 1: 6.0, 2: 4.0, 3: 1.0})


def test_odd_quotes_are_told_once(tmp_path: Path) -> None:
    """A bare cell with one quotation mark is read by two processes as by one."""
    path = tmp_path / "订单.csv"
    rows = [f'{row},好5"屏,{row % 7}' if row == 11 else f"{row},保温杯,{row % 7}" for row in range(3_000)]
    path.write_bytes("\n".join(["编号,商品名称,数量", *rows, ""]).encode("gb18030"))

    assert show_register(path, tmp_path / "s", ALONE) == show_register(path, tmp_path / "s", 0)


def test_equal_columns_are_told_as_equal(tmp_path: Path) -> None:
    """Which columns tell people apart does not hang on who looked at them."""
    path = tmp_path / "客户.csv"
    rng = random.Random(5)  # noqa: S311 - sample people, not secrets
    rows = [str(rng.randrange(900)) for _ in range(1_500)]
    heads = ("客户", "城市", "年龄", "昵称", "公司", "职业", "星级", "分组", "来源", "标签")
    path.write_text("\n".join([",".join(heads), *(",".join([row] * len(heads)) for row in rows), ""]), "utf-8")

    assert show_register(path, tmp_path / "s", ALONE) == show_register(path, tmp_path / "s", 0)


def test_no_process_to_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no second process can be started the first looks at everything."""
    path = write_orders(tmp_path / "订单.csv", rows=600)
    alone = show_register(path, tmp_path / "s", ALONE)
    monkeypatch.setattr(sys, "executable", "")

    assert alone == show_register(path, tmp_path / "s", 0)


def test_modules_of_the_working_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python file that lies where somebody works is a file like any other."""
    path = write_orders(tmp_path / "订单.csv", rows=600)
    alone = show_register(path, tmp_path / "s", ALONE)
    (tmp_path / "json.py").write_text("raise SystemExit(9)", "utf-8")
    monkeypatch.chdir(tmp_path)

    assert alone == show_register(path, tmp_path / "s", 0)


def test_a_growing_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that came while the file was read are no half register."""
    path = write_orders(tmp_path / "订单.csv", rows=600)
    collect = SecondProcess.collect

    def lose_row(self: SecondProcess) -> Seen:
        seen = collect(self)
        next(iter(seen.scanned.values()))[1].classes[CellClass.PLAIN] += 1
        return seen

    monkeypatch.setattr(SecondProcess, "collect", lose_row)
    with pytest.raises(InputError, match="在读的时候变了"):
        show_register(path, tmp_path / "s", 0)
