"""What a file states about resolved people, in the scratch tables `holdings` writes from.

    point(node, kind, virtual, origin, platform, shop, mode, day, until)   a contact point and how it became known
    member_stated(individual, platform, shop, state, day)                  a membership; day NULL = unknown
    birth_stated(individual, value)                                        a birthday, YYYY-MM-DD

`node` is who the contact point belongs to; `virtual` is the number when it is no key. Writes no record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.people.origins import MODES

if TYPE_CHECKING:
    import duckdb

_POINT: Final = (
    "node BIGINT, kind VARCHAR, virtual VARCHAR, origin VARCHAR, platform VARCHAR, shop VARCHAR, mode VARCHAR, "
    "day BIGINT, until BIGINT"
)
# (column of `seen`, kind of contact point, whose side); the receiver's number was given by the buyer: indirect.
_SIDES: Final = (
    ("account", "platform_account", "buyer"),
    ("buyer_phone", "phone", "buyer"),
    ("wecom_id", "wecom_id", "buyer"),
    ("email", "email", "buyer"),
    ("receiver_phone", "phone", "receiver"),
)


def open_statements(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make the empty tables."""
    scratch.execute(f"CREATE OR REPLACE TEMP TABLE point ({_POINT})")
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE member_stated "
        "(individual BIGINT, platform VARCHAR, shop VARCHAR, state VARCHAR, day BIGINT)"
    )
    scratch.execute("CREATE OR REPLACE TEMP TABLE birth_stated (individual BIGINT, value VARCHAR)")


def state_contacts(scratch: duckdb.DuckDBPyConnection, *, origin: str, platform: str) -> None:
    """Fill `point` from `seen`; a layout without an origin proves none."""
    for column, kind, side in _SIDES:
        mode = MODES.get(origin, "indirect") if side == "buyer" else "indirect"
        # Adding somebody in WeCom yields their WeCom id; a phone beside it is staff's remark and proves no origin.
        stated = origin if origin != "wecom_add" or kind == "wecom_id" else ""
        facts = {"origin": stated, "platform": platform, "mode": mode}
        scratch.execute(
            f"INSERT INTO point SELECT {column}_node, '{kind}', NULL, $origin, $platform, shop, $mode, "
            f"min(ordered_at), NULL FROM seen WHERE {column}_node IS NOT NULL GROUP BY ALL",
            facts,
        )
        if kind == "phone":
            # A virtual number is no key: it belongs to whom the rest of the row names, or to nobody.
            scratch.execute(
                f"INSERT INTO point SELECT owner, 'phone', {column}_virtual, $origin, $platform, shop, $mode, "
                f"min(ordered_at), max(virtual_until) FROM seen "
                f"WHERE {column}_virtual IS NOT NULL AND owner IS NOT NULL GROUP BY ALL",
                facts,
            )


def state_members(scratch: duckdb.DuckDBPyConnection, platform: str) -> None:
    """Fill `member_stated` from `seen`: joined on a day, and seen as a member at the last order."""
    scratch.execute(_MEMBERS, {"platform": platform})


# Without any day the observation is dated NULL, which is before every dated event: it never outranks a leaving.
_MEMBERS: Final = """
    INSERT INTO member_stated
    WITH active AS (
        SELECT p.individual, s.member_shop AS shop, min(s.member_since) AS since, max(s.ordered_at) AS ordered
        FROM seen s JOIN person p ON p.node = s.owner
        WHERE s.member_state = 'active' AND s.member_shop <> '' GROUP BY ALL
    )
    SELECT individual, $platform, shop, 'join', since FROM active WHERE since IS NOT NULL
    UNION SELECT individual, $platform, shop, 'join', ordered FROM active WHERE ordered IS NOT NULL
    UNION SELECT individual, $platform, shop, 'join', NULL FROM active WHERE since IS NULL AND ordered IS NULL
"""


def state_birthdays(scratch: duckdb.DuckDBPyConnection) -> None:
    """Fill `birth_stated` from `seen`: the birthday of the buyer's side."""
    scratch.execute(
        "INSERT INTO birth_stated SELECT DISTINCT p.individual, CAST(s.birthday AS VARCHAR) "
        "FROM seen s JOIN person p ON p.node = s.owner WHERE s.birthday IS NOT NULL"
    )
