"""The field register: what each column holds, in which form, and phones hiding in free text."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest
from identify_dress import DRESSES, ROWS, Dress, build_file, make_rows, write_csv

from yunnuo.demo.people import id_number
from yunnuo.identify.export import open_export
from yunnuo.identify.layouts import LAYOUTS
from yunnuo.identify.register import HOLDINGS
from yunnuo.identify.remarks import phones_sql
from yunnuo.identify.shape import Role
from yunnuo.identify.text import find_phones
from yunnuo.terms.errors import InputError
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    from identify_opening import Opener

TEXTS = [
    ("电话19900012345谢谢", [(2, 13)]),
    ("199 0001 2345", [(0, 13)]),
    ("199-0001-2345/199.0001.2346", [(0, 13), (14, 27)]),
    ("１９９０００１２３４５", [(0, 11)]),
    ("一九九零零零一二三四五", [(0, 11)]),
    ("幺99〇〇〇1二三四五", [(0, 11)]),
    ("+86 19900012345", [(0, 15)]),
    ("8619900012345", [(0, 13)]),
    ("19900012345 19900012346", [(0, 11), (12, 23)]),
    ("199____00012345", []),
    ("单号2026090319900012345", []),
    ("19900012345678", []),
    ("12900012345", []),
    ("放门口", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "spans"), TEXTS)
def test_phones_in_text(text: str, spans: list[tuple[int, int]]) -> None:
    """Mobile numbers are found however people write them; longer runs of digits are not numbers."""
    assert spans == find_phones(text)


def test_phones_in_sql(connection: duckdb.DuckDBPyConnection) -> None:
    """DuckDB finds a number in the same texts, and none in a missing one."""
    connection.execute("CREATE TABLE texts AS SELECT unnest(?) AS t", [[*(text for text, _ in TEXTS), None]])
    found = [row[0] for row in connection.execute(f"SELECT {phones_sql('t')} FROM texts").fetchall()]

    assert [*(bool(spans) for _, spans in TEXTS), False] == found


def test_every_role_is_held() -> None:
    """The register can name every role a column may have."""
    assert set(Role) == set(HOLDINGS)


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_register_counts(name: str, tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Every column of every layout has one profile whose classes add up to the rows."""
    path = build_file(tmp_path, name)
    with open_export(path, layout=name, scratch=tmp_path / "scratch") as export:
        profiles = export.register(connection)

        assert [column.header for column in export.columns] == [profile.header for profile in profiles]
    assert {ROWS} == {sum(profile.counts.values()) for profile in profiles}


def test_register_of_douyin(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Ciphertext is personal information; a plain phone in a remark is counted."""
    with open_export(build_file(tmp_path, "douyin.order.2025"), scratch=tmp_path / "scratch") as export:
        profiles = {profile.header: profile for profile in export.register(connection)}
    phone, remark = profiles["收件人手机号"], profiles["商家备注"]

    assert (phone.counts[CellClass.CIPHERTEXT], phone.is_personal, phone.share) == (ROWS, True, 1.0)
    assert (remark.phones, remark.counts[CellClass.PLAIN], remark.counts[CellClass.EMPTY]) == (1, 1, ROWS - 1)
    assert profiles["商品单价"].is_personal is False


def test_register_finds_strays(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A column of one's own that holds phones or identity numbers is personal whatever its header says."""
    name = "youzan.customer.2024"
    table = [[*LAYOUTS[name].headers[:-1], "自定义甲", "自定义乙", "自定义丙"]]
    number = id_number(random.Random(1), date(1990, 5, 4))  # noqa: S311 - sample people, not secrets
    wrong = number[:-1] + ("1" if number[-1] == "0" else "0")
    table += [[*row[:-1], "联系19900012345", number, wrong] for row in make_rows(LAYOUTS[name], DRESSES[name], rows=2)]
    profiles = {profile.header: profile for profile in opener("a.csv", write_csv(table, Dress())).register(connection)}

    assert (profiles["自定义甲"].phones, profiles["自定义甲"].is_personal) == (2, True)
    assert (profiles["自定义乙"].id_numbers, profiles["自定义乙"].is_sensitive) == (2, True)
    assert (profiles["自定义丙"].id_numbers, profiles["自定义丙"].is_personal) == (0, False)


def test_register_refuses_bad_rows(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """The register of a file with a second header is refused like the file."""
    name = "youzan.customer.2024"
    table = [list(LAYOUTS[name].headers), *make_rows(LAYOUTS[name], DRESSES[name], rows=2)]
    export = opener("a.csv", write_csv([*table, *table], Dress()))
    with pytest.raises(InputError, match=r"\[identify\.header\]"):
        export.register(connection)
