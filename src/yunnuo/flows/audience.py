"""Who is in an audience: the known individuals whose keys stand in the files. Counts everything, writes no record.

Values are compared by blind index under every retained key version; no value in plain leaves the scratch tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.flows import mentions, resolving
from yunnuo.flows.importing import choose_shop
from yunnuo.flows.reading import copy_tables
from yunnuo.flows.snapshot_tables import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from yunnuo.flows.workspace import Workspace

PHONES = ("receiver_phone", "buyer_phone")


@dataclass(frozen=True, slots=True)
class FileCounts:
    """One file: rows, rows with at least one key, and phone cells (receiver's and buyer's) by class."""

    rows: int
    with_key: int
    cells: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AudienceCounts:
    """All files together; `keys` are distinct, `known_keys` those somebody is known by."""

    files: tuple[FileCounts, ...]
    individuals: int
    keys: int
    known_keys: int

    @property
    def rows(self) -> int:
        """Return the rows of all files."""
        return sum(file.rows for file in self.files)

    @property
    def with_key(self) -> int:
        """Return the rows that name somebody."""
        return sum(file.with_key for file in self.files)


def find_audience(
    workspace: Workspace,
    exports: Sequence[mentions.ExportLike],
    connection: duckdb.DuckDBPyConnection,
    *,
    shops: Sequence[str | None] = (),
) -> AudienceCounts:
    """Create table `audience(individual_id)`: the distinct individuals the files name; return the counts.

    `shops` names, for each export, the shop of rows that do not; absent = the shop it was imported under. Must not be
    called inside a transaction.
    """
    resolving.open_tables(connection)
    files: list[FileCounts] = []
    for number, export in enumerate(exports):
        shop = choose_shop(export, shops[number] if shops else None)
        mentions.stage_mentions(connection, export, shop=shop)
        files.append(_count_file(connection))
        mentions.collect_keys(connection, export.layout.platform)
    resolving.number_keys(connection)
    resolving.index_nodes(connection, workspace.ring)
    copy_tables(workspace, connection, [KEYS])
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE known AS "
        "SELECT node, min(individual) AS individual FROM probe JOIN held_key USING (blind) GROUP BY node"
    )
    connection.execute("CREATE OR REPLACE TABLE audience AS SELECT DISTINCT individual AS individual_id FROM known")
    query = "SELECT (SELECT count(*) FROM audience), (SELECT count(*) FROM key_node), (SELECT count(*) FROM known)"
    individuals, keys, known = connection.execute(query).fetchall()[0]
    for table in ("mention", "key_value", "key_node", "probe", "held_key", "known", "tie", "link"):
        connection.execute(f"DROP TABLE {table}")
    return AudienceCounts(tuple(files), individuals, keys, known)


def _count_file(connection: duckdb.DuckDBPyConnection) -> FileCounts:
    counts = mentions.count_cells(connection)
    cells: dict[str, int] = {}
    for column in PHONES:
        for cell_class, number in counts.classes[column].items():
            cells[cell_class] = cells.get(cell_class, 0) + number
    return FileCounts(counts.rows, counts.keyed, cells)
