"""`yunnuo bench decide`, the audience: five million people decided beside the bare join of the same tables, in one run.

Both sides read the same Parquet files (the fact tables of a snapshot) and write one row a person; ours also writes the
grounds, once for all who share them. All people are invented.
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from yunnuo.flows.signatures import group_subjects
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.program import Program
    from yunnuo.rulebook.vocabulary import Vocabulary

ROUNDS = 5
TOUCHPOINTS = 60  # forms, cards and pages at which the brand asks for consent
VIEWS = ("subject", "consent", "refusal", "origin")

# 60 % of the people have three or four consents (a third of them for three years), 15 % a stop,
# all an origin, three in ten a second one.
TABLES = {
    "subject_shape": """SELECT row_number() OVER ()::INTEGER AS shape, * FROM
      (VALUES ('adult'), ('at_least_14'), ('under_14'), (NULL)) a(age_band),
      (VALUES ('plain'), ('masked'), ('virtual_number'), ('ciphertext')) c(contact_class),
      (VALUES (TRUE)) v(contact_valid), (VALUES (FALSE), (TRUE)) d(deceased),
      (VALUES (TRUE), (FALSE)) x(complete_consent), (VALUES (TRUE), (FALSE)) y(complete_refusal),
      (VALUES (TRUE)) z(complete_origin)""",
    "subject_row": """SELECT i AS subject_id, shape FROM (SELECT i::BIGINT AS i,
      CASE WHEN h % 1000 < 10 THEN 'under_14' WHEN h % 1000 < 400 THEN 'adult'
           WHEN h % 1000 < 950 THEN 'at_least_14' END AS age_band,
      CASE WHEN h // 1000 % 20 < 16 THEN 'plain' WHEN h // 1000 % 20 < 18 THEN 'masked'
           WHEN h // 1000 % 20 < 19 THEN 'virtual_number' ELSE 'ciphertext' END AS contact_class,
      h // 20000 % 2000 = 0 AS deceased, h // 3000 % 20 > 0 AS complete_consent, h // 5000 % 20 > 0 AS complete_refusal
      FROM (SELECT i, hash(i) AS h FROM range({people}) t(i))) s JOIN subject_shape k
      ON k.age_band IS NOT DISTINCT FROM s.age_band AND k.contact_class = s.contact_class AND k.deceased = s.deceased
      AND k.complete_consent = s.complete_consent AND k.complete_refusal = s.complete_refusal""",
    "consent_shape": """SELECT (i * 3 + s + 1)::INTEGER AS shape,
      CASE i % 20 WHEN 0 THEN 'request' ELSE 'consent' END AS kind,
      ['given', 'withdrawn', 'lapsed'][s + 1] AS state, 'brand' AS handler,
      CASE i % 4 WHEN 0 THEN ['repeated_marketing'] WHEN 1 THEN ['member_service']
        WHEN 2 THEN ['repeated_marketing', 'member_service'] ELSE ['personalised_push'] END AS purposes,
      CASE i % 3 WHEN 0 THEN ['sms'] WHEN 1 THEN ['sms', 'email'] ELSE ['wecom'] END AS channels,
      ['phone'] AS categories,
      ['tick', 'scan', 'registration_deemed', 'reply', 'separate_tick'][i % 5 + 1] AS manner, i % 2 = 0 AS separate,
      'none' AS guardian, ['A', 'B', 'C', 'D', 'E'][i // 2 % 5 + 1] AS evidence, []::VARCHAR[] AS recipients,
      CASE WHEN i % 7 < 5 THEN ['repeated_marketing', 'member_service'] ELSE ['member_service'] END AS notice_purposes,
      ['sms', 'email', 'wecom'] AS notice_channels, ['phone'] AS notice_categories,
      CASE i % 6 WHEN 0 THEN ['handler_name', 'purposes', 'rights'] ELSE ['handler_name', 'handler_contact', 'purposes',
        'methods', 'categories', 'retention', 'rights', 'withdrawal'] END AS notice_elements
      FROM range({touchpoints}) t(i), range(3) u(s)""",
    "consent_row": """SELECT i::BIGINT AS subject_id, moment AS given_at,
      CASE touchpoint % 3 WHEN 0 THEN moment + 94608000000000 ELSE 4611686018427387904 END::BIGINT AS until,
      moment - 60000000 AS notice_shown_at, 1590000000000000 + touchpoint * 1000000 AS notice_published_at,
      (touchpoint * 3 + CASE h // 997 % 20 WHEN 0 THEN 2 WHEN 1 THEN 1 ELSE 0 END + 1)::INTEGER AS shape
      FROM (SELECT i, h, (1600000000000000 + (h % 150000000) * 1000000)::BIGINT AS moment,
              (h // 31 % {touchpoints})::BIGINT AS touchpoint
            FROM (SELECT i, hash(i * 31 + k) AS h FROM range({people}) t(i), range(4) u(k)
                  WHERE hash(i + 7) % 100 < 60 AND k < 3 + hash(i + 3) % 2))""",
    "refusal_shape": """SELECT row_number() OVER ()::INTEGER AS shape, *,
      ['member_invitation', 'repeated_marketing', 'personalised_push'] AS purposes,
      ['sms', 'email', 'wecom'] AS channels
      FROM (VALUES ('withdrawal'), ('refusal')) k(kind), (VALUES (TRUE), (FALSE)) s(standing)""",
    "refusal_row": """SELECT i::BIGINT AS subject_id, (1600000000000000 + (h % 190000000) * 1000000)::BIGINT AS "at",
      (h % 4 + 1)::INTEGER AS shape
      FROM (SELECT i, hash(i + 99) AS h FROM range({people}) t(i)) WHERE h // 7 % 100 < 15""",
    "origin_shape": """SELECT row_number() OVER ()::INTEGER AS shape, * FROM
      (SELECT 'platform_order' AS kind, 'indirect' AS mode,
         unnest(['taobao_tmall', 'jd', 'douyin', 'kuaishou', 'pdd', 'xiaohongshu']) AS platform
       UNION ALL SELECT unnest(['own_order', 'own_form']), 'direct', ''),
      (VALUES ('一号店'), ('二号店')) s(shop), (VALUES ('none'), ('active'), ('left')) m(member_state),
      (VALUES ('brand')) w(handler)""",
    "origin_row": """SELECT i::BIGINT AS subject_id, (1580000000000000 + (h % 200000000) * 1000000)::BIGINT AS "at",
      (h // 11 % 48 + 1)::INTEGER AS shape
      FROM (SELECT i, k, hash(i * 17 + k) AS h FROM range({people}) t(i), range(2) u(k)) WHERE k = 0 OR h % 10 < 3""",
}

BARE = """COPY (SELECT subject_id, coalesce(consents, 0)::INTEGER AS given,
    coalesce(memberships, 0)::INTEGER AS joined
  FROM subject_row
  LEFT JOIN (SELECT subject_id, count(*) AS consents FROM consent_row JOIN consent_shape USING (shape)
             WHERE state = 'given' GROUP BY subject_id) USING (subject_id)
  LEFT JOIN (SELECT subject_id, max("at") AS stopped FROM refusal_row JOIN refusal_shape USING (shape)
             WHERE standing GROUP BY subject_id) USING (subject_id)
  LEFT JOIN (SELECT subject_id, count(*) AS memberships FROM origin_row JOIN origin_shape USING (shape)
             WHERE member_state = 'active' GROUP BY subject_id) USING (subject_id))
  TO '{file}' (FORMAT parquet)"""

OURS = """COPY (SELECT subject_id, overall, ground FROM signed JOIN verdict USING (signature))
  TO '{file}' (FORMAT parquet)"""


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of one round: the bare join, our SQL (answers and writing), our decisions of the signatures."""

    bare: float
    columns: float
    decisions: float


def bench_audience(program: Program, vocabulary: Vocabulary, people: int) -> Iterator[str]:
    """Yield the lines of the benchmark as they become known."""
    with tempfile.TemporaryDirectory(prefix="yunnuo-bench-") as scratch, duckdb.connect() as connection:
        connection.execute("SET memory_limit = '8GB'; SET preserve_insertion_order = false")
        folder = Path(scratch)
        _write_tables(connection, folder, people)
        counted = ", ".join(f"(SELECT count(*) FROM {view}_row)" for view in VIEWS)
        sizes = connection.execute(f"SELECT {counted}").fetchall()[0]
        yield "表：" + "，".join(f"{view} {size:,}" for view, size in zip(VIEWS, sizes, strict=True)) + " 行（Parquet）"
        rounds = []
        for _ in range(ROUNDS):
            bare = _time(lambda: connection.execute(BARE.format(file=folder / "bare.parquet")))
            rounds.append(_run_ours(connection, program, vocabulary, folder, bare))
        yield from _lines(connection, rounds)


def _write_tables(connection: duckdb.DuckDBPyConnection, folder: Path, people: int) -> None:
    for name, query in TABLES.items():
        file = folder / f"{name}.parquet"
        connection.execute(
            f"COPY ({query.format(people=people, touchpoints=TOUCHPOINTS)}) TO '{file}' (FORMAT parquet)"
        )
        connection.execute(f"CREATE TEMP VIEW {name} AS FROM '{file}'")
    for view in VIEWS:
        connection.execute(f"CREATE TEMP VIEW {view} AS FROM {view}_row JOIN {view}_shape USING (shape)")


def _run_ours(
    connection: duckdb.DuckDBPyConnection, program: Program, vocabulary: Vocabulary, folder: Path, bare: float
) -> Round:
    started = time.perf_counter()
    grouped = group_subjects(connection, program, vocabulary)
    judging = time.perf_counter()
    decisions = grouped.judge()
    judged = time.perf_counter()
    _load_verdicts(connection, decisions, folder)
    connection.execute(OURS.format(file=folder / "ours.parquet"))
    return Round(bare, judging - started + time.perf_counter() - judged, judged - judging)


def _load_verdicts(connection: duckdb.DuckDBPyConnection, decisions: list[Decision], folder: Path) -> None:
    """Write the grounds of every distinct decision, and create `verdict`, which names them for each signature."""
    grounds = {id(decision): decision for decision in decisions}
    places = {key: place for place, key in enumerate(grounds)}
    reasons = {
        "ground": list(places.values()),
        "rules": [decision.by for decision in grounds.values()],
        "missing": [decision.missing for decision in grounds.values()],
        "duties": [decision.duties for decision in grounds.values()],
    }
    pq.write_table(pa.table(reasons), folder / "grounds.parquet")
    outcomes = [decision.outcome.value for decision in grounds.values()]
    overall = pa.table({"ground": pa.array(places.values(), pa.int32()), "overall": outcomes})
    named = pa.array([places[id(decision)] for decision in decisions], pa.int32())
    numbers = pa.array(range(1, len(decisions) + 1), pa.int32())
    connection.register("overall_rows", overall)
    connection.register("verdict_rows", pa.table({"signature": numbers, "ground": named}))
    outcome = f"ENUM {tuple(str(outcome) for outcome in Outcome)}"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE verdict AS SELECT signature, overall::{outcome} AS overall, ground
        FROM verdict_rows JOIN overall_rows USING (ground)"""
    )
    connection.unregister("verdict_rows")
    connection.unregister("overall_rows")


def _time(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _lines(connection: duckdb.DuckDBPyConnection, rounds: list[Round]) -> Iterator[str]:
    bare = statistics.median(held.bare for held in rounds)
    columns = statistics.median(held.columns / held.bare for held in rounds)
    whole = statistics.median((held.columns + held.decisions) / held.bare for held in rounds)
    (signatures, outcomes) = connection.execute("SELECT count(*), count(DISTINCT overall) FROM verdict").fetchall()[0]
    yield f"对照（连接、汇总、写出）中位数 {bare:.2f} s；特征组合 {signatures:,}，结论 {outcomes} 种"
    for number, held in enumerate(rounds, 1):
        ours = f"取答案并写出 {held.columns:.2f} s，判断特征组合 {held.decisions:.2f} s"
        yield f"第 {number} 轮：对照 {held.bare:.2f} s；{ours}"
    yield f"不含判断 {columns:.2f} 倍（目标 1.5 倍以内）；含判断 {whole:.2f} 倍（目标 2 倍以内）"
    yield f"内存峰值 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB"
