"""Which handler a shop belongs to: stated by the user, told apart by day, and unknown where nobody said.

An order is a contract with the handler whose shop took it, and with nobody else. Where one handler is all a workspace
knows of, its shops are his; where there are several, a shop belongs to nobody until somebody says whose it is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from yunnuo.people.keys import fold_shop
from yunnuo.rulebook.questions import FOREVER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import duckdb

    from yunnuo.terms.instant import Instant


class ShopStatement(NamedTuple):
    """Shops that belong to a handler from an instant on; `shop` is folded, '' = every shop there, as is `platform`."""

    platform: str
    shop: str
    handler: str
    since: Instant


class ShopTerm(NamedTuple):
    """A shop as the records write it belongs to a handler from `since` until just before `before`."""

    platform: str
    shop: str
    handler: str
    since: Instant
    before: Instant


def tell_shops(connection: duckdb.DuckDBPyConnection, act_at: Instant) -> None:
    """Create the table `shop_term` (columns of `ShopTerm`) from a snapshot: whose each shop of an origin is, and when.

    Notices published after `act_at` are left out, as everything that happened later is.
    """
    shops = connection.execute("SELECT DISTINCT platform, shop FROM snap_origin").fetchall()
    stated = connection.execute("SELECT platform, shop, handler, since FROM snap_shop ORDER BY seq").fetchall()
    told = connection.execute("SELECT DISTINCT handler FROM snap_notice WHERE published_at <= ?", [act_at]).fetchall()
    terms = list(settle_shops(shops, [ShopStatement(*row) for row in stated], [name for (name,) in told]))
    connection.execute(SHOP_TERM)
    if terms:
        connection.executemany("INSERT INTO shop_term VALUES (?, ?, ?, ?, ?)", terms)


def settle_shops(
    shops: Collection[tuple[str, str]], statements: Sequence[ShopStatement], handlers: Collection[str]
) -> Iterator[ShopTerm]:
    """Yield whose each (platform, shop) is and when, as far as anybody knows.

    `statements` come in the order they were made; `handlers` are those of the notices known at the act's instant. What
    is said of a shop goes before what is said of its platform, and that before what is said of all. A record without a
    shop's name may be of any: it belongs to a handler only where no statement about that platform names another.
    """
    known = {*handlers, *(item.handler for item in statements)}
    unsaid = [ShopStatement("", "", handler, 0) for handler in known] if len(known) == 1 else []
    for platform, shop in shops:
        if not fold_shop(shop) and len({item.handler for item in statements if item.platform in {platform, ""}}) > 1:
            continue
        found = _find_statements(platform, fold_shop(shop), statements) or unsaid
        starts = {item.since: item.handler for item in found}
        for since, before in pairwise([*sorted(starts), FOREVER]):
            yield ShopTerm(platform, shop, starts[since], since, before)


def _find_statements(platform: str, shop: str, statements: Sequence[ShopStatement]) -> list[ShopStatement]:
    """Return the statements that decide about a shop: the nearest ones there are."""
    for place in ((platform, shop), (platform, ""), ("", "")):
        found = [item for item in statements if (item.platform, item.shop) == place]
        if found:
            return found
    return []


SHOP_TERM = """
CREATE OR REPLACE TEMP TABLE shop_term (
  platform VARCHAR, shop VARCHAR, handler VARCHAR, since BIGINT, before BIGINT)
"""
