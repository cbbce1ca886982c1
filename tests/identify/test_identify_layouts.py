"""Which platform and which download a file is, for every layout in its real dress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from identify_dress import DRESSES, ROWS, build_file

from yunnuo.identify.export import open_export
from yunnuo.identify.layouts import LAYOUTS, choose_layout, match_layout, recognise_layout
from yunnuo.identify.shape import normalise_header
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

RECOGNISED = [name for name, layout in LAYOUTS.items() if not layout.exact]
TEMPLATES = [name for name, layout in LAYOUTS.items() if layout.exact]
DOUYIN = LAYOUTS["douyin.order.2025"]


def test_every_layout_is_dressed() -> None:
    """Each of the 22 known layouts has a fixture."""
    assert set(LAYOUTS) == set(DRESSES)
    assert len(LAYOUTS) == 22


@pytest.mark.parametrize("name", RECOGNISED)
def test_file_is_itself(name: str, tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """A file in its real dress is recognised as its own layout and every row is read."""
    with open_export(build_file(tmp_path, name), scratch=tmp_path / "scratch") as export, export.reading():
        rows = export.relation(connection).fetchall()

        assert name == export.layout.name
        assert LAYOUTS[name].era in export.eras
        assert len(rows) == ROWS


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_asks_for_layout(name: str, tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """A two-column template is never recognised by itself, but read when the user names the layout."""
    path = build_file(tmp_path, name)
    with pytest.raises(InputError, match="--layout") as caught:
        open_export(path, scratch=tmp_path / "scratch")

    assert name in str(caught.value)
    with open_export(path, layout=name, scratch=tmp_path / "scratch") as export, export.reading():
        phones = export.relation(connection).filter("buyer_phone LIKE '+86199%'").fetchall()
    assert len(phones) == ROWS


@pytest.mark.parametrize("name", RECOGNISED)
def test_no_other_platform_fits(name: str) -> None:
    """The headers of one platform never fit a layout of another platform, or another kind of download better."""
    names = LAYOUTS[name].names
    fitting = {layout.platform for layout in LAYOUTS.values() if match_layout(layout, names).fits}

    assert {LAYOUTS[name].platform} == fitting
    assert LAYOUTS[name].family == recognise_layout(LAYOUTS[name].headers, file="x.csv").layout.family


@pytest.mark.parametrize("first", RECOGNISED)
def test_mixture_is_refused(first: str) -> None:
    """A file with the headers of two platforms side by side is refused, never taken for one of them."""
    own = LAYOUTS[first]
    for second in RECOGNISED:
        other = LAYOUTS[second]
        if other.platform != own.platform:
            with pytest.raises(InputError, match=r"\[identify\.layout\]"):
                recognise_layout((*own.headers, *other.headers), file="x.csv")


def test_dropped_columns_are_tolerated() -> None:
    """Douyin lets the merchant pick columns: a third of them is enough."""
    headers = DOUYIN.headers[::3]

    assert DOUYIN == recognise_layout(headers, file="x.csv").layout


def test_added_columns_are_tolerated() -> None:
    """A WeCom list with thirty tag groups is still a WeCom list."""
    headers = (*LAYOUTS["wecom.customer"].headers, *(f"标签组{i}" for i in range(30)))

    assert recognise_layout(headers, file="x.csv").layout.name == "wecom.customer"


def test_order_of_columns_is_free() -> None:
    """Recognition looks at the set of names, not at positions."""
    assert DOUYIN == recognise_layout(DOUYIN.headers[::-1], file="x.csv").layout


def test_ambiguous_era_is_told() -> None:
    """Eras that differ by two columns are reported together."""
    headers = [h for h in LAYOUTS["taobao_tmall.order.2020"].headers if h not in {"支付单号", "支付详情"}]

    assert {"2018", "late 2018-2020"} <= set(recognise_layout(headers, file="x.csv").eras)


def test_unknown_layout_names_nearest() -> None:
    """An unknown header names the nearest layout, at most eight missing and surplus columns, and the way out."""
    headers = (*DOUYIN.headers[:6], *(f"自定义列{i}" for i in range(20)))
    with pytest.raises(InputError) as caught:
        recognise_layout(headers, file="x.csv")

    text = str(caught.value)
    assert "douyin.order.2025" in text
    assert "--mapping" in text
    assert "收件人" not in text.partition("多出的列")[2]
    assert text.count("自定义列") == 8
    assert "等 20 列" in text


def test_generic_headers_are_unknown() -> None:
    """A file of words every platform uses is not guessed at."""
    with pytest.raises(InputError, match=r"\[identify\.layout\]"):
        recognise_layout(("订单号", "订单状态", "商品名称", "支付方式", "快递单号", "快递公司"), file="x.csv")


def test_few_headers_ask() -> None:
    """Four headers are too few, however telling."""
    with pytest.raises(InputError, match="--layout"):
        recognise_layout(DOUYIN.headers[38:42], file="x.csv")


def test_named_layout_must_fit() -> None:
    """A layout the user names is refused when the file does not carry its columns."""
    with pytest.raises(InputError, match=r"youzan\.order\.2024"):
        choose_layout("youzan.order.2024", DOUYIN.headers, file="x.csv")


def test_misspelled_layout_lists_all() -> None:
    """An unknown layout name lists the known ones."""
    with pytest.raises(InputError, match=r"jd\.order\.2017"):
        choose_layout("jd.orders", DOUYIN.headers, file="x.csv")


def test_header_folding() -> None:
    """Blanks, TAB, BOM, full-width forms and letter case do not tell headers apart."""
    assert normalise_header("\ufeff 收货地址 \t") == normalise_header("收货地址")
    assert normalise_header("商品总价（元）") == normalise_header("商品总价(元)")
    assert normalise_header("商品ＩＤ\t") == normalise_header("商品id")
