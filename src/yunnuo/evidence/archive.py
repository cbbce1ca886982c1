"""The one way a proof pack's files are written as bytes: ZIP and JSON. Part of the verifier handed out.

There is exactly one ZIP for given files and exactly one JSON text for a given value. Whoever reads writes anew what
was read and compares: no byte can be changed, added or hidden, and no size, offset or name in the ZIP is believed.
Files are stored, not compressed, so nothing can unpack to more than was sent.
"""

from __future__ import annotations

import json
import re
import struct
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from yunnuo.evidence.findings import Fault
from yunnuo.evidence.proofs import HASH_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_BYTES: Final = 2**28
MAX_INTEGER: Final = 2**53 - 1  # the largest a browser reads exactly
_SLUG: Final = "[a-z0-9][a-z0-9_-]{0,63}"
_NAME: Final = re.compile(
    r"manifest\.json|signature\.txt|checkpoint\.txt|keys\.txt|README\.txt|verify\.(?:py|html)|rotations/[0-9]{4}\.txt"
    rf"|events/[0-9]{{4,8}}\.json|lists/{_SLUG}\.json|notices/{_SLUG}\.(?:html|json)|consistency/[0-9]+-[0-9]+\.json"
)
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_VERSION, _DATE = 10, 0x21  # the oldest unpacker, the first day a ZIP can state


def is_name(name: str) -> bool:
    """Tell whether a pack may hold a file of that name: no path but our folders, nothing a terminal would act on."""
    return _NAME.fullmatch(name) is not None


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """Return the ZIP of the files. Raises Fault on a name that has no place in a pack, struct.error when too many."""
    body, directory = bytearray(), bytearray()
    for name, data in sorted(files.items()):
        if not is_name(name):
            raise Fault("有不该有的文件名")
        common = (0, 0, 0, _DATE, crc32(data), len(data), len(data), len(name), 0)
        directory += _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *common, 0, 0, 0, 0, len(body)) + name.encode()
        body += _LOCAL.pack(b"PK\3\4", _VERSION, *common) + name.encode() + data
    count = len(files)
    return bytes(body + directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0))


def read_zip(data: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP that `write_zip` wrote. Raises Fault on any other bytes."""
    files, at = {}, 0
    while data[at : at + 4] == b"PK\3\4" and len(data) <= MAX_BYTES:
        *_, size, length, _ = _LOCAL.unpack_from(data, at)
        start = at + _LOCAL.size + length
        files[data[at + _LOCAL.size : start].decode("ascii")] = data[start : start + size]
        at = start + size
    if not files or write_zip(files) != data:
        raise Fault("不是原样的证据包：被改动、截断或者重新压缩过")
    return files


def write_json(value: object) -> str:
    """Return the JSON text of a value: keys sorted, no blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_json(text: str) -> Any:
    """Read a JSON text that `write_json` wrote; whole numbers only. Raises Fault, or what `json` raises."""
    value = json.loads(text, parse_int=_read_integer, parse_float=_refuse_number, parse_constant=_refuse_number)
    if write_json(value) != text:
        raise Fault("JSON 的写法不对")
    return value


def _read_integer(digits: str) -> int:
    return int(digits) if abs(int(digits)) <= MAX_INTEGER else _refuse_number(digits)


def _refuse_number(_: str) -> int:
    raise Fault("有不能精确读出的数")


def read_hex(code: str, length: int) -> bytes:
    """Read so many bytes written as lower-case hexadecimal digits. Raises Fault."""
    held = bytes.fromhex(code)
    if len(held) != length or held.hex() != code:
        raise Fault("有一个散列值的写法不对")
    return held


def read_hashes(codes: Sequence[str]) -> tuple[bytes, ...]:
    """Read hashes of 32 bytes. Raises Fault."""
    return tuple(read_hex(code, HASH_BYTES) for code in codes)
