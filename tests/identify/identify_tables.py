"""Tables of invented people for column typing: one list of cells per kind, made by the demo's generators."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

from yunnuo.demo.people import address, id_number, person_name, phone_number
from yunnuo.identify.columns.checks import is_card
from yunnuo.identify.columns.findings import type_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yunnuo.identify.columns.findings import ColumnFinding

ROWS = 60
CIPHER = "$$aW5kZXg=_CgYIASAHKAESPg12$1$$"


def make_column(write: Callable[[random.Random, int], str], *, rows: int = ROWS) -> list[str]:
    """Return cells from a writer of one cell, always the same for the same writer."""
    rng = random.Random(7)  # noqa: S311 - sample people, not secrets
    return [write(rng, row) for row in range(rows)]


def type_one(header: str, cells: Sequence[str | None], **more: str) -> ColumnFinding:
    """Return the finding of a table of one column."""
    return type_columns([header], [list(cells)], told={0: more["told"]} if more else None)[0]


def write_phone(rng: random.Random, row: int) -> str:
    """Write a phone, every third one masked."""
    phone = phone_number(rng).removeprefix("+86")
    return phone if row % 3 else f"{phone[:3]}****{phone[-4:]}"


def write_card(rng: random.Random, row: int) -> str:
    """Write a bank card with the right check digit, some with blanks."""
    digits = "622200" + f"{rng.randrange(10**9):09d}"
    card = next(digits + str(end) for end in range(10) if is_card(digits + str(end)))
    return card if row % 2 else " ".join(card[i : i + 4] for i in range(0, 16, 4))


def write_id(rng: random.Random, row: int) -> str:
    """Write an identity number of an invented person."""
    return id_number(rng, date(1970 + row % 40, 1 + row % 12, 1 + row % 28))


def write_mail(rng: random.Random, row: int) -> str:
    """Write an e-mail address of a reserved domain."""
    return f"user{rng.randrange(10**6)}@example{row % 3}.com"


def write_birthday(rng: random.Random, row: int) -> str:
    """Write a birthday."""
    return f"{1960 + row % 45}-{1 + rng.randrange(12):02d}-{1 + row % 28:02d}"


WRITERS: dict[str, Callable[[random.Random, int], str]] = {
    "phone": write_phone,
    "name": lambda rng, _row: person_name(rng),
    "address": lambda rng, _row: address(rng),
    "id_card": write_id,
    "bank_card": write_card,
    "email": write_mail,
    "birthday": write_birthday,
    "gender": lambda _rng, row: "男女"[row % 2],
    "ip": lambda rng, row: f"192.0.2.{row}" if row % 2 else f"2001:db8::{rng.randrange(65536):x}",
    "coordinates": lambda rng, _row: f"{100 + rng.random() * 20:.6f},{20 + rng.random() * 20:.6f}",
    "device_id": lambda rng, _row: ":".join(f"{rng.randrange(256):02X}" for _ in range(6)),
    "open_id": lambda rng, _row: "o" + "".join(rng.choices("ABCabc019_-", k=27)),
    "plate": lambda rng, _row: f"浙A{rng.randrange(10**5):05d}",
    "wechat": lambda rng, _row: f"wxid_{rng.randrange(10**12):012d}",
    "nickname": lambda rng, row: f"tb{rng.randrange(10**8):08d}" if row % 2 else f"小鱼儿{row:03d}",
    "tracking_number": lambda rng, _row: f"SF{rng.randrange(10**13):013d}",
    "order_number": lambda rng, _row: f"P{rng.randrange(10**18):018d}",
    "region": lambda _rng, row: ("浙江省", "江苏省", "上海市")[row % 3],
    "time": lambda _rng, row: f"2026-09-03 10:{row % 60:02d}:00",
    "amount": lambda _rng, row: f"{row}.50",
    "quantity": lambda _rng, row: str(row % 9),
    "service_phone": lambda _rng, row: f"400-800-{row:04d}",
    "remark": lambda _rng, row: ("", "麻烦放门口，谢谢", f"第{row}次买了，请快一点")[row % 3],
}
