"""Individuals, circles, merges, memberships and deaths as a projection of the ledger: compared with it, or made anew.

What the ledger does not say is not judged: ages, keys and contact points; memberships that member files state; the
circle of somebody imported before entries told it, unless a later join names it. Reads no clock and writes no entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection

from yunnuo.flows.people_history import load_people
from yunnuo.flows.staging import read_rows
from yunnuo.ledger.checking import read_absences
from yunnuo.ledger.models import LedgerEntry
from yunnuo.ledger.rows import insert_rows, run_many
from yunnuo.people.models import CircleJoin, DeceasedRecord, ImportedFile, Individual, MembershipEvent
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    from django.db.models import Model

    from yunnuo.ledger.checking import Findings

_MEMBER: Final = "individual, platform, shop, state, day"
# Tables that say something of an individual; all follow a merge.
_OWNED: Final = {
    "people_key": "标识",
    "people_contactpoint": "联系方式",
    "people_origin": "来源",
    "people_membershipevent": "会员",
    "people_agerecord": "年龄",
    "people_deceasedrecord": "死亡记录",
    "consent_consentevent": "同意",
    "consent_stopevent": "拒绝和撤回",
}
_COLUMNS: Final = {
    "circle": "circle_due WHERE told = 1",
    "merged_into": "merged_due",
    "erased_at": "erased_due",
}


def check_people(scratch: duckdb.DuckDBPyConnection, findings: Findings) -> int:
    """Compare the tables of people with the ledger; return how many rows there are."""
    opaque = _prepare(scratch)
    for query, line in _FINDINGS.items():
        _note(findings, _count(scratch, query), line)
    _check_surplus(scratch, findings, opaque)
    _check_owners(findings)
    tables = ("held_person", "held_join", "held_member", "held_death")
    return sum(_count(scratch, f"SELECT * FROM {table}") for table in tables)


def rebuild_people(scratch: duckdb.DuckDBPyConnection) -> int:
    """Make good what the ledger tells otherwise, inside the caller's transaction; return how many rows there are now.

    Rows that agree stay as they are: a death's source, and what member files stated, stand in no entry.
    """
    opaque = _prepare(scratch)
    lost = read_rows(scratch, "SELECT individual, circle, merged, erased FROM lost WHERE circle IS NOT NULL")
    insert_rows(Individual, ("id", "circle", "merged_into", "erased_at"), lost)
    _refuse_lost()
    for column, due in _COLUMNS.items():
        rows = list(read_rows(scratch, f"SELECT value, individual FROM {due} ORDER BY individual"))
        run_many(f"UPDATE people_individual SET {column} = %s WHERE id = %s", rows)
    _delete_rows(CircleJoin, "seq = %s", list(read_rows(scratch, "SELECT DISTINCT seq FROM join_wrong")))
    insert_rows(CircleJoin, ("seq", "old", "kept", "merged"), read_rows(scratch, _JOINS_MADE))
    insert_rows(
        MembershipEvent,
        ("individual_id", "platform", "shop", "state", "at"),
        read_rows(scratch, "SELECT * FROM member_lost"),
    )
    if not _count_opaque("people.deceased", opaque):
        surplus = list(read_rows(scratch, "SELECT DISTINCT individual, day FROM death_surplus"))
        _delete_rows(DeceasedRecord, "individual_id = %s AND at = %s", surplus)
        told = "SELECT t.* FROM told_death t SEMI JOIN death_surplus s USING (individual, day)"
        insert_rows(DeceasedRecord, ("individual_id", "at", "source"), ((*row, "") for row in read_rows(scratch, told)))
    lost = read_rows(scratch, "SELECT individual, day, '' FROM death_lost")
    insert_rows(DeceasedRecord, ("individual_id", "at", "source"), lost)
    held = (Individual.objects, CircleJoin.objects, MembershipEvent.objects, DeceasedRecord.objects)
    return sum(manager.count() for manager in held)


def _refuse_lost() -> None:
    """Raise RefusedError while rows tell of individuals no entry tells of: a guessed circle would lose a stop."""
    missing = sum(_count_held(f"SELECT count(*) {_NOBODY.format(table=table)}") for table in _OWNED)
    if missing:
        why = f"{missing} 行记录的人不在个人表里，台账也没有记他们的圈子"
        raise RefusedError("evidence.people_lost", "个人表不能重建", why=why, todo="从备份恢复个人表，再重建")


def _delete_rows(model: type[Model], where: str, rows: Sequence[Sequence[object]]) -> None:
    run_many(f"DELETE FROM {model._meta.db_table} WHERE {where}", rows)  # noqa: SLF001


def _prepare(scratch: duckdb.DuckDBPyConnection) -> int:
    """Fill the scratch with what is compared; return up to which entry the ledger holds no contents."""
    _, opaque = read_absences()
    load_people(scratch, opaque)
    for statement in _COMPARED:
        scratch.execute(statement)
    if _count_opaque("people.merge", opaque):  # who was merged by them cannot be known
        scratch.execute("DELETE FROM merged_due WHERE value IS NULL")
    return opaque


# What is wrong, as tables: *_due has the value the ledger tells, *_lost and *_surplus rows one side has alone.
_COMPARED: Final = (
    """CREATE OR REPLACE TEMP VIEW named AS
    SELECT gone AS individual FROM told_merge UNION SELECT kept FROM told_merge UNION SELECT individual FROM begun
    UNION SELECT individual FROM told_erased UNION SELECT individual FROM told_member
    UNION SELECT individual FROM told_death""",
    """CREATE OR REPLACE TEMP TABLE expected AS
    SELECT b.individual, coalesce(f.kept, b.circle) AS circle FROM begun b LEFT JOIN final f USING (circle)""",
    """CREATE OR REPLACE TEMP VIEW buried AS
    SELECT individual, max(day) AS day FROM told_erased GROUP BY individual""",
    """CREATE OR REPLACE TEMP VIEW lost AS
    SELECT n.individual, coalesce(e.circle, x.circle, k.circle) AS circle, w.kept AS merged, b.day AS erased
    FROM named n ANTI JOIN held_person p USING (individual) LEFT JOIN expected e USING (individual)
    LEFT JOIN who w ON w.gone = n.individual LEFT JOIN expected x ON x.individual = w.kept
    LEFT JOIN held_person k ON k.individual = w.kept LEFT JOIN buried b USING (individual)""",
    # Where the ledger does not tell (`told` = 0): whoever names a circle is in it, and who was merged in the kept's.
    """CREATE OR REPLACE TEMP TABLE circle_due AS
    SELECT p.individual, e.circle AS value, 1 AS told FROM held_person p JOIN expected e USING (individual)
    WHERE p.circle <> e.circle
    UNION ALL SELECT p.individual, f.kept, 1 FROM held_person p
    ANTI JOIN expected e USING (individual) JOIN final f USING (circle)""",
    """INSERT INTO circle_due
    SELECT p.individual, c.circle, 0 FROM held_person p ANTI JOIN circle_due d USING (individual)
    JOIN held_person c ON c.individual = p.circle AND c.circle <> p.circle
    ANTI JOIN expected e ON e.individual = c.individual""",
    """CREATE OR REPLACE TEMP TABLE stood AS
    SELECT p.individual, coalesce(d.value, p.circle) AS circle
    FROM held_person p LEFT JOIN circle_due d USING (individual) UNION ALL SELECT individual, circle FROM lost""",
    """INSERT INTO circle_due
    SELECT w.gone, k.circle, 0 FROM who w JOIN stood g ON g.individual = w.gone JOIN stood k ON k.individual = w.kept
    ANTI JOIN expected e ON e.individual = w.gone
    ANTI JOIN circle_due d ON d.individual = w.gone WHERE g.circle <> k.circle""",
    """CREATE OR REPLACE TEMP TABLE merged_due AS
    SELECT p.individual, w.kept AS value FROM held_person p LEFT JOIN who w ON w.gone = p.individual
    WHERE p.merged IS DISTINCT FROM w.kept""",
    """CREATE OR REPLACE TEMP VIEW erased_due AS
    SELECT p.individual, b.day AS value FROM held_person p LEFT JOIN buried b USING (individual)
    WHERE p.erased IS DISTINCT FROM b.day""",
    """CREATE OR REPLACE TEMP VIEW join_wrong AS
    SELECT h.seq FROM held_join h LEFT JOIN join_due d USING (seq)
    LEFT JOIN final x ON x.circle = h.old LEFT JOIN final y ON y.circle = h.kept
    WHERE d.seq IS NULL OR h.merged <> d.merged OR h.old <> coalesce(d.old, h.old) OR h.kept <> coalesce(d.kept, h.kept)
    OR coalesce(x.kept, h.old) <> coalesce(y.kept, h.kept)
    UNION ALL SELECT seq FROM (SELECT seq, row_number() OVER (PARTITION BY seq) AS n FROM held_join) WHERE n > 1""",
    """CREATE OR REPLACE TEMP VIEW join_lost AS SELECT d.* FROM join_due d ANTI JOIN held_join h USING (seq)""",
    f"""CREATE OR REPLACE TEMP VIEW member_lost AS
    SELECT {_MEMBER} FROM told_member EXCEPT ALL SELECT {_MEMBER} FROM held_member""",
    f"""CREATE OR REPLACE TEMP VIEW member_surplus AS
    SELECT {_MEMBER} FROM held_member EXCEPT ALL SELECT {_MEMBER} FROM told_member""",
    """CREATE OR REPLACE TEMP VIEW death_lost AS SELECT * FROM told_death EXCEPT ALL SELECT * FROM held_death""",
    """CREATE OR REPLACE TEMP VIEW death_surplus AS SELECT * FROM held_death EXCEPT ALL SELECT * FROM told_death""",
)

_JOINS_MADE: Final = """
    SELECT d.seq, coalesce(d.old, s.circle, d.kept), coalesce(d.kept, s.circle, d.old), d.merged = 1
    FROM (SELECT * FROM join_lost UNION ALL
          SELECT * FROM join_due WHERE seq IN (SELECT seq FROM join_wrong)) d
    LEFT JOIN told_merge m USING (seq) LEFT JOIN stood s ON s.individual = m.kept
    WHERE coalesce(d.old, s.circle, d.kept) IS NOT NULL ORDER BY d.seq
"""

_FINDINGS: Final = {
    "SELECT * FROM lost": "个人表里少了 {} 人，台账里有",
    "SELECT * FROM circle_due WHERE told = 1": "个人表里有 {} 人的圈子（停止联系一起生效的范围）和台账不一样",
    "SELECT * FROM circle_due WHERE told = 0": (
        "个人表里有 {} 人的圈子被改；他们是早先版本导入的，台账没有记原来的圈子，不能重建，请从备份恢复"
    ),
    "SELECT * FROM merged_due": "个人表里有 {} 人并入了谁，和台账不一样",
    "SELECT * FROM erased_due": "个人表里有 {} 人的删除标记和台账不一样",
    "SELECT * FROM join_lost": "圈子合并表里少了 {} 行，台账里有",
    "SELECT DISTINCT seq FROM join_wrong": "圈子合并表里有 {} 行和台账不一样，或台账里没有",
    "SELECT * FROM member_lost": "会员表里少了 {} 行，台账里有",
    "SELECT * FROM death_lost": "死亡记录表里少了 {} 行，台账里有",
    "SELECT p.circle FROM held_person p ANTI JOIN held_person c ON c.individual = p.circle": (
        "个人表里有 {} 人的圈子没有起头的人"
    ),
}


def _check_surplus(scratch: duckdb.DuckDBPyConnection, findings: Findings, opaque: int) -> None:
    """Find deaths and memberships no entry tells; as many as entries without content may have told are let pass."""
    extra = _count(scratch, "SELECT * FROM death_surplus") - _count_opaque("people.deceased", opaque)
    _note(findings, extra, "死亡记录表里多了 {} 行，台账没有")
    # A member file states that somebody is a member, and nothing else.
    platforms = set(ImportedFile.objects.exclude(platform="").values_list("platform", flat=True))
    rows = read_rows(scratch, "SELECT state, platform, count(*) FROM member_surplus GROUP BY ALL")
    extra = sum(count for state, platform, count in rows if state != "join" or platform not in platforms)
    _note(findings, extra - _count_opaque("people.membership", opaque), "会员表里多了 {} 行，台账和导入过的文件都没有")


def _check_owners(findings: Findings) -> None:
    """Find rows of nobody, or of somebody who was merged into another, and keys that stand under the wrong one."""
    for table, name in _OWNED.items():
        strayed = f"SELECT count(*) {_NOBODY.format(table=table)} OR i.merged_into IS NOT NULL"
        _note(findings, _count_held(strayed), f"{name}表里有 {{}} 行不属于任何在册的人")
    _note(findings, _count_held(_STOPPED_KEYS), "有 {} 条拒绝或撤回，收到它的标识不见了，或记在了别人名下")
    _note(findings, _count_held(_CONTACT_KEYS), "有 {} 个联系方式，它的标识不见了，或记在了别人名下")


_NOBODY: Final = "FROM {table} t LEFT JOIN people_individual i ON i.id = t.individual_id WHERE i.id IS NULL"
_STOPPED_KEYS: Final = (
    "SELECT count(*) FROM consent_stopevent s LEFT JOIN people_key k ON k.blind = s.blind "
    "WHERE k.individual_id IS NULL OR k.individual_id <> s.individual_id"
)
_CONTACT_KEYS: Final = (
    "SELECT count(*) FROM people_contactpoint c LEFT JOIN people_key k ON k.blind = c.blind "
    "WHERE c.cell_class = 'plain' AND (k.individual_id IS NULL OR k.individual_id <> c.individual_id)"
)


def _note(findings: Findings, count: int, line: str) -> None:
    if count > 0:
        findings.note(line.format(count))


def _count(scratch: duckdb.DuckDBPyConnection, query: str) -> int:
    ((count,),) = scratch.execute(f"SELECT count(*) FROM ({query})").fetchall()
    return int(count)


def _count_held(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def _count_opaque(kind: str, opaque: int) -> int:
    """Return how many entries of a kind, up to the number `opaque`, come from before contents were kept."""
    return LedgerEntry.objects.filter(kind=kind, seq__lte=opaque, content__isnull=True).count()
