"""Columns are typed by header and values; values overrule a header that hides a person; examples stay masked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from identify_dress import DRESSES, make_rows
from identify_tables import CIPHER, ROWS, WRITERS, make_column, type_one

from yunnuo.identify.columns.findings import find_surplus, type_columns
from yunnuo.identify.columns.headers import read_header
from yunnuo.identify.columns.lexicon import column_kinds, exact_headers, header_patterns, value_rules, value_shapes
from yunnuo.identify.export import name_columns
from yunnuo.identify.kinds import KINDS
from yunnuo.identify.layouts import LAYOUTS
from yunnuo.identify.roles import ROLE_KINDS
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from yunnuo.identify.columns.findings import ColumnFinding

EXPECTED = yaml.safe_load((Path(__file__).parent / "register_expected.yaml").read_text("utf-8"))
PERSONAL = sorted(kind for kind in WRITERS if column_kinds()[kind].tie == "direct")


def expect_kinds(layout: str) -> list[tuple[str, str]]:
    """Return (header, kind) of every column of a layout as written down, in no order."""
    listed = EXPECTED[layout].items()
    return sorted((header.strip(), kind) for kind, headers in listed for header in headers.split("|"))


# Headers whose role and name say different things: how goods are written, what is paid, whom an invoice names.
TWO_SIDED = {
    *("街道", "客户名称", "发票抬头", "买家实付", "客户储值余额", "消费金额"),
    *("商品型号", "商品属性", "商品属性SKU", "商品规格", "SKU规格"),
    *("定制信息", "下单模板信息", "包裹备注标记"),
}


def test_roles_agree_with_headers() -> None:
    """What a layout says of a column is what its header says of itself, but for the few that are read both ways."""
    differ = {
        column.header
        for layout in LAYOUTS.values()
        for column in name_columns(layout.headers, layout)
        if column.role and ROLE_KINDS[column.role] != read_header(column.header)[0]
    }

    assert TWO_SIDED == differ


def type_layout(name: str) -> tuple[ColumnFinding, ...]:
    """Return the findings for a generated file of a layout, the layout's roles leading."""
    layout, dress = LAYOUTS[name], DRESSES[name]
    headers = (*layout.headers, *dress.extra)
    columns = name_columns(headers, layout)
    told = {place: ROLE_KINDS[column.role] for place, column in enumerate(columns) if column.role}
    return type_columns(headers, list(zip(*make_rows(layout, dress, rows=30), strict=True)), told=told)


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_every_layout(name: str) -> None:
    """Every column of every known download is what was written down for it, and no generated cell contradicts it."""
    found = type_layout(name)

    assert expect_kinds(name) == sorted((column.header.strip(), column.kind) for column in found)
    assert [] == [column.header for column in found if column.contradiction]


@pytest.mark.parametrize("kind", list(WRITERS))
def test_opaque_header(kind: str) -> None:
    """A column called col_0 is told by its cells alone."""
    assert kind == type_one("col_0", make_column(WRITERS[kind])).kind


@pytest.mark.parametrize("kind", PERSONAL)
def test_examples_are_masked(kind: str) -> None:
    """No example is a cell of the column, unless it is one of two words that millions share."""
    cells = make_column(WRITERS[kind])
    shown = type_one("col_0", cells).examples

    assert shown
    assert set() == set(shown) & set(cells) - {"男", "女"}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("手机.1", "phone"),
        ("手机_2", "phone"),
        ("手机（2）", "phone"),
        ("t.receiver_name", "name"),
        ("收货人/提货人", "name"),
        ("Buyer_Nick ", "nickname"),
        ("是否填写手机", "status"),
        ("门店联系电话", "service_phone"),
        ("主播手机", "promoter_phone"),
        ("col_0", ""),
        ("字段4", ""),
        ("", ""),
        ("外号", ""),
    ],
)
def test_headers(header: str, kind: str) -> None:
    """Renamed and repeated headers keep their kind; an opaque one says nothing."""
    assert kind == read_header(header)[0]


def test_phone_in_a_wrong_column() -> None:
    """Phones under a header that says something else are phones, and the contradiction is reported."""
    found = type_one("品牌", make_column(WRITERS["phone"]))

    assert ("phone", "phone", True, True) == (found.kind, found.contradiction, found.is_personal, found.needs_review)


def test_numbers_of_things() -> None:
    """Eleven bare digits under 商品ID may be goods: the header stays, a person is asked to look."""
    found = type_one("商品ID", [f"199000{number:05d}" for number in range(ROWS)])

    assert ("goods_code", "phone", False, True) == (
        found.kind,
        found.contradiction,
        found.is_personal,
        found.needs_review,
    )


def test_layout_leads() -> None:
    """What a known layout tells comes before the header, and cells still contradict it."""
    assert "name" == type_one("抬头", make_column(WRITERS["name"]), told="name").kind
    assert "id_card" == type_one("收货人姓名", make_column(WRITERS["id_card"]), told="name").contradiction


def test_sensitive_header_adds() -> None:
    """A header that names a financial balance is not lost because the layout calls the column an amount."""
    assert type_one("客户储值余额", ["10.00"] * ROWS, told="amount").is_sensitive


def test_classes_and_platforms() -> None:
    """Every form a cell comes in is counted, ciphertext by the platform that made it."""
    cells = ["19900012345", "199****2345", "19900012345-1234", CIPHER, "", None, "null"] * 5
    found = type_one("手机", cells)
    expected = dict(zip(CellClass, (5, 5, 5, 5, 15), strict=True))

    assert expected == {kind: found.counts[kind] for kind in CellClass} | {CellClass.VIRTUAL_NUMBER: 5}
    assert {"douyin": 5} == found.ciphers
    assert 35 == found.rows


def test_composite_cells() -> None:
    """Name, phone and address in one cell are three things, whatever stands between them."""
    parts = [make_column(WRITERS[kind]) for kind in ("name", "phone", "address")]
    cells = [("，", " ", "\n", "/")[row % 4].join(piece) for row, piece in enumerate(zip(*parts, strict=True))]

    assert ("composite", ("name", "phone", "address")) == (type_one("收件信息", cells).kind, type_one("x", cells).parts)


def test_strays_make_personal() -> None:
    """A column that is nothing by its header is personal once a phone or an identity number stands in it."""
    number = make_column(WRITERS["id_card"], rows=1)[0]
    found = type_one("规格", ["M码"] * 50 + ["打19900012345", f"证{number}"])

    assert (1, 1, True, True, True) == (
        found.phones,
        found.id_numbers,
        found.is_personal,
        found.is_sensitive,
        found.needs_review,
    )


def test_a_wrong_check_is_no_identity_number() -> None:
    """A number like an identity number whose check character is wrong is an order number, not a person's."""
    number = make_column(WRITERS["id_card"], rows=1)[0]
    wrong = number[:-1] + ("1" if number[-1] == "0" else "0")
    found = type_one("规格", ["M码"] * 50 + [f"单{wrong}"])

    assert (0, False) == (found.id_numbers, found.is_personal)


def test_linked_needs_a_person() -> None:
    """Amounts belong to a person only where the table holds one."""
    amounts = make_column(WRITERS["amount"])
    alone = type_columns(["金额"], [amounts])[0]
    beside = type_columns(["金额", "手机"], [amounts, make_column(WRITERS["phone"])])[0]

    assert (False, True) == (alone.is_linked, beside.is_linked)
    assert (False, False) == (alone.is_personal, beside.is_personal)


def test_staff_names_and_posts() -> None:
    """A staff column of real names is personal, one of posts is not."""
    assert ("staff", True) == (
        (named := type_one("业务员", make_column(WRITERS["name"]))).kind,
        named.is_personal,
    )
    assert ("staff_alias", False) == ((post := type_one("业务员", ["客服01", "售前-可可"] * 9)).kind, post.is_personal)


def test_unknown_ciphertext() -> None:
    """Ciphertext under an opaque header is personal, whatever it hides."""
    assert ("unknown_cipher", True) == ((found := type_one("c1", [CIPHER] * 9)).kind, found.is_personal)


def test_surplus() -> None:
    """Columns a purpose does not need are named; empty ones and those about nobody are not."""
    found = type_columns(
        ["手机", "身份证号", "性别", "生日", "仓库"],
        [make_column(WRITERS["phone"]), make_column(WRITERS["id_card"]), ["男"] * ROWS, [""] * ROWS, ["一号仓"] * ROWS],
    )

    assert ["身份证号", "性别"] == [column.header for column in find_surplus(found, {"phone"})]
    assert ["身份证号"] == [column.header for column in find_surplus(found, {"phone"}, {"gender"})]


def test_no_columns_no_rows() -> None:
    """A table without columns has no findings; without rows every class counts zero."""
    assert () == type_columns([], [])
    assert (0, [0.0] * 5) == ((found := type_one("手机", [])).rows, list(found.shares.values()))
    with pytest.raises(ValueError, match="differ"):
        type_columns(["手机"], [])


def test_word_lists_agree() -> None:
    """Every kind named by the lists of headers and shapes exists, and kinds of spans and columns do not contradict."""
    kinds, shapes = column_kinds(), {shape.name for shape in value_shapes()}
    named = {
        *exact_headers().values(),
        *(kind for kind, _ in header_patterns()),
        *(rule.kind for rule in value_rules()),
    }
    used = {name for rule in value_rules() for name in (*rule.total, *rule.some, *rule.each, *rule.most)}
    both = kinds.keys() & KINDS.keys()

    assert set() == named - kinds.keys()
    assert set() == used - shapes
    assert [] == [kind for kind in both if (kinds[kind].tie == "direct") != KINDS[kind].is_personal]
    assert [] == [kind for kind in both if KINDS[kind].is_sensitive and not kinds[kind].is_sensitive]


@pytest.mark.parametrize("letters", ["E", "G", "EA", "H", "DE"])
def test_documents_without_a_header(letters: str) -> None:
    """Passports and permits are known by their writing alone; one letter and the same few numbers are goods."""
    digits = 8 if len(letters) == 1 else 7
    numbers = [f"{letters}{(n * 7919 + 1234567) % 10**digits:0{digits}}" for n in range(50)]

    assert "passport" == type_one("col_7", numbers).kind
    assert "passport" != type_one("col_7", numbers[:3] * 20).kind
