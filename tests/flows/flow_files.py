"""Exports and event files for tests of flows: only the columns a test speaks of; the rest is empty. Invented people."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from yunnuo.terms.errors import Place
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    import duckdb

NOW = parse_instant("2026-11-23T12:00:00+08:00")
SHOP = "允诺样例旗舰店"

_TEXT, _INT = pa.string(), pa.int64()
_COLUMNS = {
    **dict.fromkeys(("order_id", "account", "account_class", "buyer_phone", "buyer_phone_class"), _TEXT),
    **dict.fromkeys(("receiver_phone", "receiver_phone_class", "email", "email_class", "wecom_id", "union_id"), _TEXT),
    **dict.fromkeys(("shop", "member_state", "member_shop"), _TEXT),
    **dict.fromkeys(("ordered_at", "member_since", "virtual_until"), _INT),
    "birthday": pa.date32(),
}
_CLASSED = ("account", "buyer_phone", "receiver_phone", "email")


@dataclass(frozen=True)
class FakeLayout:
    """A layout of one platform; `origin` decides whether keys of a row were declared together."""

    platform: str = "taobao_tmall"
    origin: str = "platform_order"
    name: str = "test.layout"


@dataclass(frozen=True)
class FakeExport:
    """An opened export made of canonical rows; a filled cell is plain unless its class is given."""

    rows: tuple[dict[str, Any], ...]
    layout: FakeLayout = field(default_factory=FakeLayout)
    name: str = "订单.csv"

    @property
    def sha256(self) -> str:
        """Return a hash of the content."""
        text = json.dumps([self.rows, self.layout.name, self.layout.platform], default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def relation(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Return the canonical columns."""
        return connection.from_arrow(self._table())

    def reading(self) -> AbstractContextManager[None]:
        """Return a block in which nothing is translated."""
        return nullcontext()

    def find_place(self, row: int) -> Place:
        """Return where a row stands."""
        return Place(self.name, row)

    def _table(self) -> pa.Table:
        full = [self._fill(row) for row in self.rows]
        columns = {name: pa.array([row.get(name) for row in full], kind) for name, kind in _COLUMNS.items()}
        return pa.table({"row": pa.array(range(2, len(full) + 2), _INT), **columns})

    @staticmethod
    def _fill(row: dict[str, Any]) -> dict[str, Any]:
        classes = {f"{name}_class": "plain" if row.get(name) else "empty" for name in _CLASSED}
        return {"shop": SHOP, **classes, **row}


def make_export(*rows: dict[str, Any], platform: str = "taobao_tmall", origin: str = "platform_order") -> FakeExport:
    """Return an export of these canonical rows."""
    return FakeExport(rows, FakeLayout(platform, origin, f"{platform}.{origin}"))


def write_events(path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    """Write an event file with the columns the rows use (English headers)."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def consent_row(key: str, at: str = "2025-03-01 10:00", **more: str) -> dict[str, str]:
    """Return a consent to repeated marketing by SMS on a phone."""
    scope = {"purposes": "repeated_marketing", "channels": "sms", "categories": "phone", "manner": "tick"}
    return {"event": "consent", "key_kind": "phone", "key": key, "at": at, **scope, "handler": "允诺样例", **more}


def stop_row(key: str, at: str = "2025-06-01 10:00", **more: str) -> dict[str, str]:
    """Return a withdrawal of everything on a phone."""
    return {"event": "withdrawal", "key_kind": "phone", "key": key, "at": at, **more}


def write_orders(folder: Path, lines: str, *more: str) -> dict[str, Any]:
    """Write orders of the brand's own shop (order, phone, time, and `more` columns) and how to read them.

    Return what a screening of them is asked with: the files, the mapping and a place for the results.
    """
    orders, mapping = folder / "orders.csv", folder / "map.yaml"
    orders.write_text(f"{','.join(('单号', '手机', '时间', *more))}\n{lines}", "utf-8")
    columns = "columns: {order_id: 单号, buyer_phone: 手机, ordered_at: 时间}"
    mapping.write_text(f"platform: youzan\nkind: order\norigin: own_order\n{columns}\n", "utf-8")
    return {"files": (orders,), "mapping": mapping, "out": folder / "out"}
