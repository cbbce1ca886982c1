"""Tables are read in small pieces, in whatever encoding, and long lists of texts by several processes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunnuo.identify import sharing, turning
from yunnuo.identify import text as texts
from yunnuo.identify.columns.files import open_typed
from yunnuo.identify.delimited import open_delimited
from yunnuo.identify.sniff import sniff_file
from yunnuo.identify.text import find_many, find_spans
from yunnuo.identify.turning import open_utf8
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

MARKED = ["收件人何静 19900012345", "没有别的", "加V：sample_2026", "收件人何静 19900012345"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@given(st.text(alphabet="a，何\U00020000\n", min_size=1, max_size=60), st.integers(1, 40), st.integers(1, 9))
def test_any_encoding_becomes_utf8(
    tmp_path_factory: pytest.TempPathFactory, encoding: str, content: str, size: int, piece: int
) -> None:
    """Whatever the size of the pieces, a stream gives the text up to its end as UTF-8."""
    data = content.encode(encoding)
    path = tmp_path_factory.mktemp("turned") / "1.csv"
    path.write_bytes(data + "合计".encode(encoding))
    with pytest.MonkeyPatch.context() as patch, open_utf8(path, encoding, len(data)) as stream:
        patch.setattr(turning, "_PIECE", piece)
        pieces = iter(lambda: stream.read(size), b"")
        assert content == b"".join(pieces).decode()


def test_the_rest_of_a_stream_is_all_of_it(tmp_path: Path) -> None:
    """Reading without a size gives all that is left, though it grows when it is turned."""
    path = tmp_path / "1.csv"
    path.write_text("何" * 500_000, encoding="gb18030")
    with open_utf8(path, "gb18030", None) as stream:
        assert "何" * 500_000 == stream.read().decode()


def test_rows_around_a_long_one_are_read_once(tmp_path: Path) -> None:
    """A row longer than a piece is read, and so is every row before and after it, once."""
    rows = [f"{place},短" for place in range(300_000)]
    rows[250_000] = '250000,"' + "长" * 2_000_000 + '"'
    path = tmp_path / "1.csv"
    path.write_text("\n".join(["编号,备注", *[""] * 10, *rows]), encoding="utf-8")
    with open_typed(path, scratch=tmp_path / "scratch") as opened:
        batches = list(opened.batches())

    assert 1 < len(batches)
    assert [str(place) for place in range(300_000)] == [cell for batch in batches for cell in batch[0].to_pylist()]


def test_undecodable_bytes_are_told_with_their_row(tmp_path: Path) -> None:
    """A file read while it is turned into UTF-8 is refused at the row whose bytes are no text."""
    path = tmp_path / "坏.csv"
    lines = ["编号,备注", *(f"{place},何静" for place in range(200_000))]
    path.write_bytes("\n".join(lines).encode("gb18030") + b"\n1,\xff\xff\n2,3\n")
    with (
        pytest.raises(InputError, match="无法识别的字节") as caught,
        open_typed(path, scratch=tmp_path / "scratch") as opened,
    ):
        list(opened.batches())

    assert "200002" in str(caught.value).replace(",", "")


def test_undecodable_bytes_behind_a_mark(tmp_path: Path) -> None:
    """In a short file that begins with a byte order mark the row is the one a person sees, too."""
    path = tmp_path / "坏.csv"
    path.write_bytes("编号,备注\n1,何静\n2,".encode("utf-8-sig") + b"\xff\n3,x\n")
    with (
        pytest.raises(InputError, match="无法识别的字节") as caught,
        open_typed(path, scratch=tmp_path / "scratch") as opened,
    ):
        list(opened.batches())

    assert caught.value.where is not None
    assert 3 == caught.value.where.row


def test_half_a_copy_is_no_copy(tmp_path: Path) -> None:
    """A copy that broke off at undecodable bytes is refused each time, never read as a short or empty table."""
    path = tmp_path / "坏.csv"
    good = tmp_path / "好.csv"
    good.write_text("编号,备注\n1,何静\n", encoding="gb18030")
    path.write_bytes(good.read_bytes() + b"1,\xff\xff\n")
    kind = replace(sniff_file(good), encoding="gb18030")
    table = open_delimited(path, kind, tmp_path, wanted=frozenset(), lazy=True)
    for _ in range(2):
        with pytest.raises(InputError, match="无法识别的字节"):
            _ = table.path


def test_processes_share_a_long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes find what one finds, in order; a text that repeats is the same each time."""
    expected = [find_spans(text) for text in MARKED]
    monkeypatch.setattr(texts, "_SHARED", 2)
    monkeypatch.setattr(sharing, "_PIECE", 2)

    assert [expected, expected] == [find_many(MARKED), find_many(MARKED, workers=2)]


def test_a_dead_process_loses_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a process that shares dies, the texts it held are looked at all the same."""
    monkeypatch.setattr(sharing, "_PIECE", 1)
    monkeypatch.setattr(sharing, "_COMMAND", "print(flush=True); input()")

    assert [find_spans(text) for text in MARKED] == sharing.share_texts(MARKED, find_many, 2)
