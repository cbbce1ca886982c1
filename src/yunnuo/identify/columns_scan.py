"""Which recognisers match the cells of a column fully: vectorised, over Arrow string arrays, chunk by chunk.

Shapes are matched by RE2 inside Arrow, which lets other threads run; check digits are looked at in a bounded sample.
It must never keep or return a cell.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as arrow_compute

from yunnuo.identify.recognizers import bank_card, device_id, id_card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Cells = pa.ChunkedArray[Any] | pa.Array[Any]

pc: Any = arrow_compute  # its stubs know neither every function nor arrays of any text type
_SAMPLED: Final = 2_000  # cells of a chunk whose check digit is looked at
_TRIED: Final = 1_000  # cells that decide which shapes are worth a full pass
_WORTH: Final = 0.005  # share of the tried cells a shape must have; rarer ones are strays, which the text path finds
_CHUNK: Final = 262_144


@dataclass(frozen=True, slots=True)
class Shape:
    """What a whole cell of a kind looks like, in RE2; `check` looks at the digits; lengths are in bytes."""

    kind: str
    form: str
    pattern: str
    least: int
    most: int
    check: Callable[[str], bool] | None = None


_D: Final = "[0-9]"
_SIGNS: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_IDENTITY: Final = id_card.is_valid
_CARD: Final = bank_card.is_valid
SHAPES: Final[tuple[Shape, ...]] = (
    Shape("phone", "plain", rf"(?:\(?\+?86\)?[ -]?)?1[3-9]{_D}[ -]?{_D}{{4}}[ -]?{_D}{{4}}", 11, 18),
    Shape("phone", "masked", r"(?:\+?86[ -]?)?1[0-9]{0,5}[*xX●＊_]{3,30}[0-9]{0,5}|\*{4,8}[0-9]{2,4}", 6, 40),
    Shape("virtual_number", "virtual", rf"1[3-9]{_D}{{9}}(?:[-, _#]|转|分机)?{_D}{{3,4}}", 14, 22),
    Shape("landline", "plain", rf"\(?0{_D}{{2,3}}\)?[ -]?[2-8]{_D}{{6,7}}(?:(?:-|转){_D}{{1,6}})?", 10, 26),
    Shape("service_phone", "long", rf"[48]00-?{_D}{{3}}-?{_D}{{4}}", 10, 12),
    Shape("id_card", "plain", rf"[1-8]{_D}{{5}}(?:19|20){_D}{{2}}[01]{_D}[0-3]{_D}{{4}}[0-9Xx]", 18, 18, _IDENTITY),
    Shape("id_card", "masked", r"[1-8][0-9]{0,13}\*{3,16}[0-9]{0,4}[0-9Xx]", 15, 18),
    Shape("bank_card", "plain", rf"[3-69]{_D}{{3}}(?:[ -]?{_D}{{3,4}}){{3}}(?:[ -]?{_D}{{1,3}})?", 15, 23, _CARD),
    Shape("plate", "plain", rf"[{_SIGNS}][A-Z][·.-]?[0-9A-Z]{{5,6}}", 9, 12),
    Shape("email", "plain", r"[A-Za-z0-9._%+*-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", 6, 120),
    Shape("wechat", "wxid", r"wxid_[0-9a-z]{6,22}", 11, 27),
    Shape("account", "default", r"tb[0-9]{6,12}|jd_[0-9A-Za-z_-]{4,20}|t_[0-9]{10,16}_[0-9]{2,4}", 7, 24),
    Shape("open_id", "wechat", r"o[A-Za-z0-9_-]{27}|w[mo][A-Za-z0-9_-]{30}", 28, 32),
    Shape("device_id", "imei", r"[0-9]{15}", 15, 15, device_id.is_valid),
    Shape("device_id", "uuid", r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", 36, 36),
    Shape("device_id", "mac", r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}", 17, 17),
    Shape("ip", "v4", r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", 7, 15),
    Shape("coordinates", "pair", r"\(?-?[0-9]{1,3}\.[0-9]{3,15}[,， ] ?-?[0-9]{1,3}\.[0-9]{3,15}\)?", 9, 44),
    Shape("order_number", "shape", r"[0-9]{6}-[0-9]{15}|[PE][0-9]{18,24}|[0-9]{12}|[0-9]{16,20}", 12, 25),
    Shape("tracking_number", "letters", r"[A-Z]{2,4}[0-9]{10,15}|[A-Z]{2}[0-9]{9}[A-Z]{2}", 12, 19),
    Shape("birthday", "day", r"(?:19|20)[0-9]{2}[-/.年]?[01]?[0-9][-/.月]?[0-3]?[0-9]日?", 8, 17),
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a column's filled cells have a shape whole; `checked` is the share with a right check digit."""

    kind: str
    form: str
    cells: int
    checked: float


@dataclass(frozen=True, slots=True)
class ColumnScan:
    """The shapes of one column, most cells first; `filled` counts cells that are neither null nor empty."""

    filled: int
    shares: tuple[Share, ...]


def scan_columns(columns: Sequence[Cells], *, threads: int = 2) -> tuple[ColumnScan, ...]:
    """Return one scan per column, in order; columns that are not text are scanned as empty."""
    with ThreadPoolExecutor(max_workers=threads) as pool:
        return tuple(pool.map(scan_column, columns))


def scan_column(column: Cells) -> ColumnScan:
    """Return how many cells of the column match which shape whole, over all rows."""
    chunks = list(_split_chunks(column))
    shapes = _pick_shapes(chunks)
    filled = 0
    cells = dict.fromkeys(shapes, 0)
    right = dict.fromkeys(shapes, 0)
    looked = dict.fromkeys(shapes, 0)
    for chunk in chunks:
        bare = _fill_cells(chunk)
        filled += len(bare)
        for shape in shapes:
            found = _match_shape(bare, shape)
            cells[shape] += len(found) if shape.check else found
            if shape.check:
                sample = found[:: max(1, len(found) // _SAMPLED)].to_pylist() if len(found) else []
                looked[shape] += len(sample)
                right[shape] += sum(map(shape.check, sample))
    shares = [_share(shape, cells[shape], right[shape], looked[shape]) for shape in shapes if cells[shape]]
    return ColumnScan(filled, tuple(sorted(shares, key=lambda share: -share.cells)))


def _share(shape: Shape, cells: int, right: int, looked: int) -> Share:
    return Share(shape.kind, shape.form, cells, right / looked if looked else 1.0)


def _split_chunks(column: Cells) -> Iterable[pa.Array[Any]]:
    """Yield the column as arrays of text of a bounded size; nothing when it holds no text."""
    for array in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        if pa.types.is_dictionary(array.type):
            text: Any = array.cast(array.type.value_type)
        else:
            text = array
        if not (pa.types.is_string(text.type) or pa.types.is_large_string(text.type)):
            return
        for start in range(0, len(text), _CHUNK):
            yield text.slice(start, _CHUNK)


def _fill_cells(cells: pa.Array[Any]) -> pa.Array[Any]:
    """Return the cells that hold something, folded where there is a full-width letter."""
    bare = cells.drop_null() if cells.null_count else cells
    if pc.any(pc.equal(pc.binary_length(bare), 0)).as_py():
        bare = bare.filter(pc.greater(pc.binary_length(bare), 0))
    # Full-width forms begin with EF BC or EF BD in UTF-8; one memory search tells whether the chunk has any.
    data = bare.buffers()[2]
    if data is not None and (b"\xef\xbc" in (raw := bytes(data)) or b"\xef\xbd" in raw):
        bare = pc.utf8_normalize(bare, form="NFKC")
    return bare


def _pick_shapes(chunks: Sequence[pa.Array[Any]]) -> tuple[Shape, ...]:
    """Return the shapes that cells from all over the column have; only these get a full pass."""
    each = max(1, _TRIED // max(1, len(chunks)))
    samples = [chunk.take(pa.array(range(0, len(chunk), max(1, len(chunk) // each)))) for chunk in chunks if len(chunk)]
    if not samples:
        return ()
    tried = _fill_cells(pa.concat_arrays(samples))
    least = max(1, int(len(tried) * _WORTH))
    return tuple(shape for shape in SHAPES if len(_find_cells(tried, shape)) >= least)


def _match_shape(cells: pa.Array[Any], shape: Shape) -> Any:
    """Return the matching cells of a shape with a check, the number of them for another."""
    return _find_cells(cells, shape) if shape.check else pc.sum(_test_cells(cells, shape)).as_py() or 0


def _test_cells(cells: pa.Array[Any], shape: Shape) -> pa.Array[Any]:
    matches: pa.Array[Any] = pc.match_substring_regex(cells, pattern=f"^(?:{shape.pattern})$")
    return matches


def _find_cells(cells: pa.Array[Any], shape: Shape) -> pa.Array[Any]:
    lengths = pc.binary_length(cells)
    near = pc.and_(pc.greater_equal(lengths, shape.least), pc.less_equal(lengths, shape.most))
    fitting = cells.filter(near)
    found: pa.Array[Any] = fitting.filter(_test_cells(fitting, shape)) if len(fitting) else fitting
    return found
