"""The mapping file a user supplies for a download no reader knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yunnuo.identify.mapping import read_mapping
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    from identify_opening import Opener

GOOD = """\
platform: youzan
kind: order
origin: own_form
columns:
  order_id: 单号
  buyer_phone: [手机, 备用手机]
  ordered_at: 时间
"""
FILE = "会员登记\n单号,手机,备用手机,时间\nA1,-,19900012345,2026/9/3 10:00\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """Give a good mapping file."""
    path = tmp_path / "对照.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def refuse_mapping(path: Path, text: str) -> InputError:
    """Return the error a mapping file must give."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_mapping(path)
    assert caught.value.code == "identify.mapping"
    return caught.value


def test_mapped_file(mapping: Path, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A file of four columns of one's own is read by its mapping, title row included."""
    export = opener("a.csv", FILE.encode("gb18030"), mapping=mapping)
    with export.reading():
        rows = export.relation(connection).project('"row", order_id, buyer_phone').fetchall()

    assert [(3, "A1", "+8619900012345")] == rows
    assert (export.layout.platform, export.layout.origin) == ("youzan", "own_form")
    assert export.eras == ()


def test_misspelled_role(mapping: Path) -> None:
    """A misspelled role names its line and what was probably meant."""
    error = refuse_mapping(mapping, GOOD.replace("buyer_phone", "buyer_fone"))

    assert error.where.row == 6
    assert "buyer_phone" in error.why


def test_own_shop(mapping: Path) -> None:
    """The orders of the brand's own shop are its own unless the mapping says otherwise: no platform gave them."""
    text = GOOD.replace("youzan", "own_shop")
    for stated, origin in ((text, "own_form"), (text.replace("origin: own_form\n", ""), "own_order")):
        mapping.write_text(stated, encoding="utf-8")
        layout = read_mapping(mapping)
        assert ("own_shop", origin) == (layout.platform, layout.origin)


def test_unknown_platform(mapping: Path) -> None:
    """A platform nobody knows is refused with a suggestion: its rules could not be found."""
    error = refuse_mapping(mapping, GOOD.replace("youzan", "youzhan"))

    assert error.where.row == 1
    assert "youzan" in error.why


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (GOOD.replace("own_form", "own"), 3),
        (GOOD + "colour: red\n", 8),
        (GOOD.replace("时间", "手机"), 7),
        (GOOD.replace("时间", ""), 7),
        ("platform: youzan\nkind: order\ncolumns: 单号\n", 3),
        ("platform: [a\nkind: b\n", 2),
    ],
)
def test_faults_name_their_line(text: str, row: int, mapping: Path) -> None:
    """Each fault of a mapping file is reported with its line."""
    assert refuse_mapping(mapping, text).where.row == row


@pytest.mark.parametrize("text", ["platform: youzan\n", "- a\n", ""])
def test_incomplete_mapping(text: str, mapping: Path) -> None:
    """A mapping without its keys is refused."""
    refuse_mapping(mapping, text)


def test_missing_mapping(tmp_path: Path) -> None:
    """A mapping file that is not there, or is not UTF-8, is refused."""
    with pytest.raises(InputError, match="找不到对照文件"):
        read_mapping(tmp_path / "无.yaml")
    (tmp_path / "坏.yaml").write_bytes("platform: 有赞\n".encode("gb18030"))
    with pytest.raises(InputError, match="UTF-8"):
        read_mapping(tmp_path / "坏.yaml")


def test_mapped_header_missing(mapping: Path, opener: Opener) -> None:
    """A header the mapping names and the file lacks is reported with the nearest one."""
    with pytest.raises(InputError, match="是不是「备用手机号」"):
        opener("a.csv", FILE.replace("备用手机", "备用手机号").encode(), mapping=mapping)
