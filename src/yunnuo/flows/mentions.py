"""From the canonical relation of an export to mentions: which row speaks of which keys, and in which part.

Scratch tables made here: `mention` (one row a source row: values that may be keys, virtual numbers, times, member
state), `key_value` (distinct keys) and `seen` (the mention with node numbers). The buyer's side of a row is who
ordered; the receiver is never assumed to be the same person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from yunnuo.people.keys import fold_shop
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import duckdb

    from yunnuo.terms.errors import Place

CLASS_COLUMNS: Final = ("account", "buyer_phone", "receiver_phone", "email")
# (column of `mention`, kind of key); the buyer's side first and in the order an owner is chosen.
BUYER_KEYS: Final = (
    ("account", "platform_account"),
    ("buyer_phone", "phone"),
    ("union_id", "union_id"),
    ("wecom_id", "wecom_id"),
    ("email", "email"),
)
KEYS: Final = (*BUYER_KEYS, ("receiver_phone", "phone"))


class LayoutLike(Protocol):
    """What is needed of a layout."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def platform(self) -> str: ...  # noqa: D102

    @property
    def origin(self) -> str: ...  # noqa: D102


class ExportLike(Protocol):
    """What is needed of an opened export (`identify.export.Export`)."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def sha256(self) -> str: ...  # noqa: D102

    @property
    def layout(self) -> LayoutLike: ...  # noqa: D102

    def relation(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation: ...  # noqa: D102

    def reading(self) -> AbstractContextManager[object]: ...  # noqa: D102

    def find_place(self, row: int) -> Place: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class CellCounts:
    """Rows of one file: all, those with at least one key, those without, and cells per column and class."""

    rows: int
    keyed: int
    keyless: int
    classes: dict[str, dict[str, int]]


def stage_mentions(
    scratch: duckdb.DuckDBPyConnection, export: ExportLike, *, shop: str | None, into: str = "mention"
) -> None:
    """Make `into` from the export's relation; a shop in the file wins over `shop`.

    Raises InputError when accounts stand in the file but no shop is known: an account is a key within its shop only.
    """
    with export.reading():
        export.relation(scratch).create_view("canonical")
        scratch.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS {_MENTION}", {"shop": (shop or "").strip()})
    scratch.execute("DROP VIEW canonical")
    _fold_shops(scratch, into)
    query = f"SELECT min(\"row\") FROM {into} WHERE account IS NOT NULL AND shop = ''"
    (row,) = scratch.execute(query).fetchall()[0]
    if row is not None:
        raise InputError(
            "people.shop_missing",
            "不知道平台账号属于哪个店铺",
            where=export.find_place(row),
            why="平台账号只在本店范围内有意义，文件里没有店铺列",
            todo="用 --shop 写明店铺名，与同意台账里的写法一致",
        )


def _fold_shops(scratch: duckdb.DuckDBPyConnection, table: str) -> None:
    """Write shop names as they are compared; a file names few shops."""
    for column in ("shop", "member_shop"):
        for (name,) in scratch.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''").fetchall():
            if fold_shop(name) != name:
                scratch.execute(
                    f"UPDATE {table} SET {column} = $to WHERE {column} = $name", {"to": fold_shop(name), "name": name}
                )


def count_cells(scratch: duckdb.DuckDBPyConnection, mention: str = "mention") -> CellCounts:
    """Return the counts of a staged file."""
    keyed = " OR ".join(f"{column} IS NOT NULL" for column, _ in KEYS)
    query = f"SELECT count(*), count(*) FILTER ({keyed}) FROM {mention}"
    rows, with_key = scratch.execute(query).fetchall()[0]
    classes: dict[str, dict[str, int]] = {}
    for column in CLASS_COLUMNS:
        query = f"SELECT {column}_class, count(*) FROM {mention} GROUP BY 1 ORDER BY 1"
        classes[column] = dict(scratch.execute(query).fetchall())
    return CellCounts(rows, with_key, rows - with_key, classes)


def collect_keys(scratch: duckdb.DuckDBPyConnection, platform: str, mention: str = "mention") -> None:
    """Add the distinct keys of a staged file to `key_value`."""
    parts = [
        f"SELECT DISTINCT '{kind}', {_scope(kind)}, {column} FROM {mention} WHERE {column} IS NOT NULL"
        for column, kind in KEYS
    ]
    scratch.execute(f"INSERT INTO key_value {' UNION '.join(parts)}", {"platform": platform})


def number_mentions(scratch: duckdb.DuckDBPyConnection, platform: str) -> None:
    """Make `seen`: the mention with a node for each key; `owner` is who the buyer's side speaks of."""
    nodes, joins = [], []
    for column, kind in KEYS:
        nodes.append(f"n_{column}.node AS {column}_node")
        scope = f"n_{column}.scope = {_scope(kind)}"
        joins.append(
            f"LEFT JOIN key_node n_{column} ON n_{column}.kind = '{kind}' AND {scope} AND n_{column}.value = m.{column}"
        )
    owner = ", ".join(f"n_{column}.node" for column, _ in KEYS)
    scratch.execute(
        f"CREATE OR REPLACE TEMP TABLE seen AS SELECT m.*, {', '.join(nodes)}, coalesce({owner}) AS owner "
        f"FROM mention m {' '.join(joins)}",
        {"platform": platform},
    )


def tie_mentions(scratch: duckdb.DuckDBPyConnection, *, declared: bool) -> None:
    """Fill `tie` and `link`: the buyer's keys are one individual if `declared`, else linked; the receiver is linked."""
    for column, _ in BUYER_KEYS[1:]:
        table = "tie" if declared else "link"
        scratch.execute(f"INSERT INTO {table} {_edge(column)}")
    scratch.execute(f"INSERT INTO link {_edge('receiver_phone')}")


def _edge(column: str) -> str:
    return f"SELECT DISTINCT owner, {column}_node FROM seen WHERE {column}_node IS NOT NULL AND {column}_node <> owner"


def _scope(kind: str) -> str:
    return "$platform || '|' || shop" if kind == "platform_account" else "''"


def _plain(column: str, value: str) -> str:
    return f"CASE WHEN {column}_class = 'plain' THEN nullif(trim({value}), '') END AS {column}"


def _virtual(column: str) -> str:
    return f"CASE WHEN {column}_class = 'virtual_number' THEN {column} END AS {column}_virtual"


_MENTION: Final = f"""
    SELECT "row", coalesce(nullif(trim(shop), ''), $shop) AS shop,
        {_plain("account", "account")}, {_plain("buyer_phone", "buyer_phone")},
        {_plain("receiver_phone", "receiver_phone")}, {_plain("email", "lower(email)")},
        nullif(trim(wecom_id), '') AS wecom_id, nullif(trim(union_id), '') AS union_id,
        {_virtual("buyer_phone")}, {_virtual("receiver_phone")},
        account_class, buyer_phone_class, receiver_phone_class, email_class,
        ordered_at, member_state, member_since,
        coalesce(nullif(trim(member_shop), ''), nullif(trim(shop), ''), $shop) AS member_shop,
        birthday, virtual_until
    FROM canonical
"""
