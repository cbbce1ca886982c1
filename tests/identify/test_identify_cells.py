"""How a value was handed over: the grammar of masks, ciphertext and virtual numbers, in Python and in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.identify.cells import (
    MASKS,
    class_sql,
    classify_cell,
    clean_cell,
    clean_sql,
    normalise_phone,
    phone_class_sql,
    phone_sql,
    which_cipher,
)
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Sequence

KUAISHOU = "Ci1tZXJjaGFudC5vcGVuLnNlY3JldC5rZXkua3M"
PHONES = [
    ("19900012345", "plain", "+8619900012345"),
    ("\t19900012345", "plain", "+8619900012345"),
    ('="19900012345"', "plain", "+8619900012345"),
    ("'19900012345", "plain", "+8619900012345"),
    ("199 0001 2345", "plain", "+8619900012345"),
    ("199-0001-2345", "plain", "+8619900012345"),
    ("+86 19900012345", "plain", "+8619900012345"),
    ("+86-19900012345", "plain", "+8619900012345"),
    ("8619900012345", "plain", "+8619900012345"),
    ("008619900012345", "plain", "+8619900012345"),
    ("（86）19900012345", "plain", "+8619900012345"),
    ("１９９０００１２３４５", "plain", "+8619900012345"),
    ("19900012345.0", "plain", "+8619900012345"),
    ("1.99E+10", "plain", None),
    ("1.9900012E10", "plain", None),
    ("0571-00000000", "plain", None),
    ("12900012345", "plain", None),
    ("不方便", "plain", None),
    ("19900012345-123", "virtual_number", "19900012345-123"),
    ("19900012345-1234", "virtual_number", "19900012345-1234"),
    ("19900012345转1234", "virtual_number", "19900012345-1234"),
    ("19900012345,1234", "virtual_number", "19900012345-1234"),
    ("19900012345，1234", "virtual_number", "19900012345-1234"),
    ("19900012345 1234", "virtual_number", "19900012345-1234"),
    ("138****25", "masked", None),
    ("199****2345", "masked", None),
    ("1******6198", "masked", None),
    ("1********20", "masked", None),
    ("*******1035", "masked", None),
    ("1*********5", "masked", None),
    ("******_5336", "masked", None),
    ("***********", "masked", None),
    ("199＊＊＊＊2345", "masked", None),
    ("199xxxx2345", "masked", None),
    ("199XXXX2345", "masked", None),
    ("199●●●●2345", "masked", None),
    ("$$", "ciphertext", None),
    ("$$aW5kZXg=_CgYIASAHKAESPg$1$$", "ciphertext", None),
    ("$aW5kZXg$AgAAAAbody==$1$$", "ciphertext", None),
    ("$4Xk9body$1$", "ciphertext", None),
    (f"$aW5kZXg${KUAISHOU}Ab&Cd==$12$$", "ciphertext", None),
    ("0123456789" * 7, "ciphertext", None),
    ("", "empty", None),
    ("\t", "empty", None),
    ("-", "empty", None),
    ("--", "empty", None),
    ("null", "empty", None),
    ("NULL", "empty", None),
    ("'null", "empty", None),
    ("无", "empty", None),
    ('=""', "empty", None),
    ("\u3000", "empty", None),
]


@pytest.mark.parametrize(("text", "expected", "value"), PHONES)
def test_phone_grammar(text: str, expected: str, value: str | None) -> None:
    """Each shape of phone cell seen in the wild has its class and, if it is a number, one normal form."""
    assert expected == classify_cell("phone", text)
    assert value == normalise_phone(text)


def test_phone_grammar_in_sql(connection: duckdb.DuckDBPyConnection) -> None:
    """DuckDB says the same about each of those cells."""
    query = f"SELECT {phone_class_sql('b')}, {phone_sql('b')} FROM (SELECT {clean_sql('t')} AS b FROM cells)"
    found = _ask(connection, query, [text for text, _, _ in PHONES])

    assert [(expected, value) for _, expected, value in PHONES] == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张**", "masked"),
        ("林*坤", "masked"),
        ("生＊＊＊", "masked"),
        ("锦*_…", "masked"),
        ("张三", "plain"),
        ("##aW5kZXg=*CgYIASAHKAES#1##", "ciphertext"),
        ("##", "ciphertext"),
        ("~AgAAAAbody~aW5kZXg=~1~~", "ciphertext"),
        ("~4Xk9body~1~", "ciphertext"),
        ("#AgAAAA#aW5k#1##", "ciphertext"),
        ("-", "empty"),
    ],
)
def test_name_grammar(text: str, expected: str) -> None:
    """Names are masked with a star anywhere."""
    assert expected == classify_cell("name", text)


def test_address_and_text() -> None:
    """A star masks an address; in free text only a cell of nothing but stars is masked."""
    assert CellClass.MASKED == classify_cell("address", "浙江省 杭州市 北太**街道样例路*号")
    assert CellClass.PLAIN == classify_cell("address", "浙江省 杭州市 样例路1号")
    assert CellClass.PLAIN == classify_cell("text", "要 5*3 的那种")
    assert CellClass.MASKED == classify_cell("text", "＊＊＊")


@pytest.mark.parametrize(
    ("text", "maker"),
    [
        ("##aW5kZXg=*CgYIASAHKAES#1##", "douyin"),
        ("$$", "douyin"),
        ("$aW5kZXg$AgAAAAbody==$1$$", "pdd"),
        ("~AAAAAAbody~aW5kZXg=~1~~", "pdd"),
        (f"~aW5kZXg~{KUAISHOU}Ab&Cd==~1~~", "kuaishou"),
        ("AAS" + "Abcd1234" * 4, "jd"),
        ("0a" * 35, "jd"),
        ("~4Xk9body~1~", None),
        ("19900012345", None),
    ],
)
def test_cipher_maker(text: str, maker: str | None) -> None:
    """Ciphertext tells which platform made it; the older plain form is shared by two and tells nothing."""
    assert maker == which_cipher(text)


def test_trailing_equals_stay() -> None:
    """Base64 padding is not an Excel guard."""
    assert clean_cell('="AbCd=="') == "AbCd=="


_PIECES = st.sampled_from(
    [
        *"0123456789*xX_-+=~$#'\"\t ,.＊●１转无张＋（）86\n\u3000\ufeff",
        "19900012345",
        "null",
        "-1234",
        "##",
        "$$",
        "$1$$",
    ]
)
_TEXTS = st.lists(st.lists(_PIECES, max_size=14).map("".join), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(_TEXTS)
def test_engines_agree(texts: list[str]) -> None:
    """Python and DuckDB give the same class and the same number for any cell."""
    kinds = ", ".join(class_sql(kind, "b") for kind in MASKS)
    query = f"SELECT coalesce(b, ''), {phone_sql('b')}, {kinds} FROM (SELECT {clean_sql('t')} AS b FROM cells)"
    expected = [
        (clean_cell(text), normalise_phone(text), *(classify_cell(kind, text).value for kind in MASKS))
        for text in texts
    ]
    with duckdb.connect() as connection:
        assert expected == _ask(connection, query, texts)


def _ask(connection: duckdb.DuckDBPyConnection, query: str, texts: Sequence[str]) -> list[tuple[str | None, ...]]:
    connection.execute("CREATE OR REPLACE TEMP TABLE cells AS SELECT unnest(?) AS t", [list(texts)])
    return connection.execute(query).fetchall()
