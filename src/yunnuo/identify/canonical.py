"""The canonical relation of an export: the same typed columns for every platform, as lazy DuckDB SQL.

Only what a query asks for is computed. Cells are cleaned before anything else; what cannot be a key of a person
(masked, ciphertext, virtual number, something that is no phone) never leaves as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from yunnuo.identify.cells import class_sql, clean_sql, email_sql, phone_class_sql, phone_sql, plain_sql, quote_sql
from yunnuo.identify.shape import Role, normalise_header

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yunnuo.identify.shape import Column, Layout

# A filter or expression raises this text, followed by what is wrong; `Export.reading` turns it into an InputError.
ALARM: Final = "yunnuo-identify"
_YES: Final = "'是', '会员', '已入会', 'Y', 'y', 'yes', 'Yes', 'YES', '1', 'true', 'TRUE', 'True'"
_NO: Final = "'否', '非会员', '未入会', 'N', 'n', 'no', 'No', 'NO', '0', 'false', 'FALSE', 'False'"
_SHANGHAI_OFFSET: Final = 8 * 3600 * 1_000_000
_EXCEL_EPOCH_DAYS: Final = 25_569  # days from Excel's day 0 (1899-12-30) to 1970-01-01
_ZONED: Final = r".*(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})"
_LONGEST_UNZONED: Final = 19  # of `YYYY-MM-DD hh:mm:ss`
_SERIAL: Final = r"[0-9]{5}(?:\.[0-9]+)?"
_ZERO_DATES: Final = "'0000-00-00', '0000-00-00 00:00:00', '0001-01-01 00:00:00'"


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical column: its SQL type, the roles it is read from (first filled wins), how, what absence means."""

    name: str
    kind: str
    roles: tuple[Role, ...]
    write: Callable[[str], str]
    absent: str = "NULL"


def canonical_sql(scan: str, layout: Layout, columns: Sequence[Column]) -> str:
    """Return the query that turns the staged table `scan` (c1..cN as text, row) into the canonical columns."""
    cells = {role: _find_cells(role, layout, columns) for role in Role}
    inner = ['"row"']
    outer = ['"row"']
    for place, field in enumerate(FIELDS):
        sources = [cell for role in field.roles for cell in cells[role]]
        if not sources:
            outer.append(f'CAST({field.absent} AS {field.kind}) AS "{field.name}"')
            continue
        alias = f"bare{place}"
        inner.append(f"{_first_filled(sources)} AS {alias}")
        outer.append(f'CAST({field.write(alias)} AS {field.kind}) AS "{field.name}"')
    where = refuse_repeat(columns)
    return f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner)} FROM {scan} AS staged WHERE {where}) AS cleaned"


def repeat_sql(columns: Sequence[Column]) -> str:
    """Return the condition that is true where the header row stands again among the data."""
    anchor = next((c for c in columns if c.role == Role.ORDER_ID), next(c for c in columns if c.header.strip()))
    return f"{anchor.staged} = {quote_sql(anchor.header)}"


def refuse_repeat(columns: Sequence[Column]) -> str:
    """Return the condition that is true for data and raises the alarm `header` where the header row stands again."""
    return f"CASE WHEN {repeat_sql(columns)} THEN error('{ALARM}:header:') ELSE true END"


def broken_date_sql(field: Field, layout: Layout, columns: Sequence[Column]) -> str:
    """Return the condition that is true where the cell of a date `field` holds something that is no date."""
    bare = _first_filled([cell for role in field.roles for cell in _find_cells(role, layout, columns)])
    instant = instant_sql(field.name, bare, strict=False)
    return f"{bare} IS NOT NULL AND {bare} NOT IN ({_ZERO_DATES}) AND {instant} IS NULL"


def instant_sql(name: str, bare: str, *, strict: bool = True) -> str:
    """Return the expression that reads a cleaned cell as microseconds UTC; Asia/Shanghai unless an offset stands there.

    Several times joined by `;` give the first. A date that does not exist raises the alarm `date:<name>`, or gives
    NULL when not `strict`.
    """
    first = f"replace(split_part({bare}, ';', 1), '/', '-')"
    local = f"epoch_us(try_cast({first} AS TIMESTAMP)) - {_SHANGHAI_OFFSET}"
    days = f"(try_cast({bare} AS DOUBLE) - {_EXCEL_EPOCH_DAYS})"
    serial = f"CAST(round({days} * 86400) AS BIGINT) * 1000000 - {_SHANGHAI_OFFSET}"
    zoned = f"epoch_us(try_cast({first} AS TIMESTAMPTZ))"
    otherwise = f"CAST(error('{ALARM}:date:{name}') AS BIGINT)" if strict else "NULL"
    return (
        f"CASE WHEN {bare} IS NULL OR {bare} IN ({_ZERO_DATES}) THEN NULL "
        f"WHEN length({bare}) > {_LONGEST_UNZONED} AND regexp_full_match({first}, '{_ZONED}') THEN {zoned} "
        f"ELSE coalesce({local}, CASE WHEN regexp_full_match({bare}, '{_SERIAL}') THEN {serial} END, "
        f"{otherwise}) END"
    )


def member_sql(bare: str) -> str:
    """Return `active`, `none`, or NULL for a flag that says neither."""
    return f"CASE WHEN {bare} IN ({_YES}) THEN 'active' WHEN {bare} IN ({_NO}) THEN 'none' END"


def birthday_sql(bare: str) -> str:
    """Return the expression that reads a birthday; NULL when it names no full day (a day without its year)."""
    dashed = f"regexp_replace({bare}, '[/.年月]', '-', 'g')"
    packed = f"CASE WHEN regexp_full_match({bare}, '[0-9]{{8}}') THEN try_strptime({bare}, '%Y%m%d')::DATE END"
    return f"coalesce(try_cast(rtrim(left({dashed}, 11), '日 ') AS DATE), {packed})"


def _same(bare: str) -> str:
    return bare


def _find_cells(role: Role, layout: Layout, columns: Sequence[Column]) -> list[str]:
    """Return the staged columns of a role in the layout's order of preference; of duplicated headers the first."""
    order = {header: place for place, header in enumerate(layout.roles)}
    found: dict[str, str] = {}
    for column in columns:
        if column.role == role:
            found.setdefault(normalise_header(column.header), column.staged)
    return [found[header] for header in sorted(found, key=lambda header: order.get(header, len(order)))]


def _first_filled(sources: list[str]) -> str:
    cleaned = [clean_sql(source) for source in sources]
    return cleaned[0] if len(cleaned) == 1 else f"coalesce({', '.join(cleaned)})"


FIELDS: Final = (
    Field("order_id", "VARCHAR", (Role.ORDER_ID,), _same),
    Field("account", "VARCHAR", (Role.ACCOUNT,), partial(plain_sql, "account")),
    Field("account_class", "VARCHAR", (Role.ACCOUNT,), partial(class_sql, "account"), "'empty'"),
    Field("buyer_phone", "VARCHAR", (Role.BUYER_PHONE,), phone_sql),
    Field("buyer_phone_class", "VARCHAR", (Role.BUYER_PHONE,), phone_class_sql, "'empty'"),
    Field("receiver_phone", "VARCHAR", (Role.RECEIVER_PHONE,), phone_sql),
    Field("receiver_phone_class", "VARCHAR", (Role.RECEIVER_PHONE,), phone_class_sql, "'empty'"),
    Field("email", "VARCHAR", (Role.EMAIL,), email_sql),
    Field("email_class", "VARCHAR", (Role.EMAIL,), partial(class_sql, "email"), "'empty'"),
    Field("wecom_id", "VARCHAR", (Role.WECOM_ID,), _same),
    Field("union_id", "VARCHAR", (Role.UNION_ID,), _same),
    Field("shop", "VARCHAR", (Role.SHOP,), _same),
    Field("ordered_at", "BIGINT", (Role.ORDERED_AT, Role.FIRST_SEEN), partial(instant_sql, "ordered_at")),
    Field("member_state", "VARCHAR", (Role.MEMBER_FLAG,), member_sql),
    Field("member_since", "BIGINT", (Role.MEMBER_SINCE,), partial(instant_sql, "member_since")),
    Field("member_shop", "VARCHAR", (Role.MEMBER_SHOP,), _same),
    Field("birthday", "DATE", (Role.BIRTHDAY,), birthday_sql),
    Field("virtual_until", "BIGINT", (Role.VIRTUAL_UNTIL,), partial(instant_sql, "virtual_until")),
)
