"""The tables of a snapshot: their columns, the query on the records that fills them, and how its rows are shaped.

Instants are microseconds UTC, lists are VARCHAR[], NULL is unknown; in stops NULL lists mean all. Queries run on SQLite
and PostgreSQL alike and never return NULL: SQLite's driver infers types from the first rows it sees.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_NONE: Final = -(2**63) + 1  # stands for NULL while in transit


class SnapTable(NamedTuple):
    """One table: DuckDB columns, query on the records, and the query on what arrived."""

    name: str
    columns: str
    source: str
    shape: str = "SELECT * FROM arriving"


def _or_none(column: str) -> str:
    return f"coalesce({column}, {_NONE}) AS {column}"


def _known(column: str) -> str:
    return f'nullif("{column}", {_NONE})'


def _listed(column: str) -> str:
    return f"CASE WHEN {column} = '' THEN []::VARCHAR[] ELSE string_split({column}, ';') END"


def _listed_or_all(column: str) -> str:
    return f"CASE WHEN {column} <> '' THEN string_split({column}, ';') END"


# What the audience is found by; not part of a snapshot.
KEYS: Final = SnapTable("held_key", "blind BLOB, individual BIGINT", "SELECT blind, individual_id FROM people_key")

TABLES: Final = (
    SnapTable(
        "snap_origin",
        """individual_id BIGINT, contact_id BIGINT, kind VARCHAR, platform VARCHAR, shop VARCHAR, "at" BIGINT,
        mode VARCHAR""",
        f"""SELECT individual_id, {_or_none("contact_id")}, kind, platform, shop, {_or_none("at")}, mode
        FROM people_origin""",
        f"""SELECT individual_id, {_known("contact_id")}, kind, platform, shop, {_known("at")}, mode FROM arriving""",
    ),
    SnapTable(
        "snap_contact",
        "contact_id BIGINT, individual_id BIGINT, kind VARCHAR, cell_class VARCHAR, expires_at BIGINT, cipher BLOB",
        f"""SELECT id, individual_id, kind, cell_class, {_or_none("expires_at")}, sealed FROM people_contactpoint""",
        f"""SELECT id, individual_id, kind, cell_class, {_known("expires_at")}, sealed FROM arriving""",
    ),
    SnapTable(
        "snap_individual",
        "individual_id BIGINT, circle BIGINT, age_band VARCHAR, deceased_at BIGINT",
        f"""SELECT id, circle, coalesce((
            SELECT min(d.at) FROM people_deceasedrecord d WHERE d.individual_id = i.id), {_NONE}) AS deceased_at
        FROM people_individual i WHERE merged_into IS NULL""",
        f"""SELECT id, circle, NULL, {_known("deceased_at")} FROM arriving""",
    ),
    SnapTable(
        "snap_membership_event",
        'individual_id BIGINT, platform VARCHAR, shop VARCHAR, state VARCHAR, "at" BIGINT',
        f"""SELECT individual_id, platform, shop, state, {_or_none("at")} FROM people_membershipevent""",
        f"""SELECT individual_id, platform, shop, state, {_known("at")} FROM arriving""",
    ),
    SnapTable(
        "snap_consent",
        """consent_id BIGINT, individual_id BIGINT, kind VARCHAR, given_at BIGINT, until BIGINT, handler VARCHAR,
        purposes VARCHAR, channels VARCHAR, categories VARCHAR, manner VARCHAR, separate BOOLEAN,
        guardian VARCHAR, evidence_grade VARCHAR, notice_version VARCHAR, notice_shown_at BIGINT,
        member_platform VARCHAR, member_shop VARCHAR, recipients VARCHAR""",
        f"""SELECT seq, individual_id, kind, at, {_or_none("until")}, handler, purposes, channels, categories, manner,
            CASE WHEN separate IS NULL THEN 2 WHEN separate THEN 1 ELSE 0 END AS separate, guardian, grade,
            notice_version, {_or_none("notice_shown_at")}, member_platform, member_shop, recipients
        FROM consent_consentevent""",
        f"""SELECT seq, individual_id, kind, "at", {_known("until")}, handler, purposes, channels, categories, manner,
            CASE separate WHEN 0 THEN FALSE WHEN 1 THEN TRUE END, nullif(guardian, ''), grade,
            notice_version, {_known("notice_shown_at")}, member_platform, member_shop, recipients
        FROM arriving""",
    ),
    SnapTable(
        "snap_notice",
        """version VARCHAR, handler VARCHAR, published_at BIGINT, purposes VARCHAR[], channels VARCHAR[],
        categories VARCHAR[], elements VARCHAR[]""",
        "SELECT version, handler, published_at, purposes, channels, categories, elements FROM consent_notice",
        f"""SELECT version, handler, published_at, {_listed("purposes")}, {_listed("channels")},
            {_listed("categories")}, {_listed("elements")} FROM arriving""",
    ),
    SnapTable(
        "snap_stop",
        """circle BIGINT, "at" BIGINT, kind VARCHAR, purposes VARCHAR[], channels VARCHAR[], categories VARCHAR[],
        recipients VARCHAR[]""",
        """SELECT i.circle, s.at, s.kind, s.purposes, s.channels, s.categories, s.recipients
        FROM consent_stopevent s JOIN people_individual i ON i.id = s.individual_id""",
        f"""SELECT circle, "at", kind, {_listed_or_all("purposes")}, {_listed_or_all("channels")},
            {_listed_or_all("categories")}, list_filter({_listed_or_all("recipients")}, lambda name: name <> '')
        FROM arriving""",
    ),
    SnapTable(
        "snap_declaration",
        "handler VARCHAR, record VARCHAR, purpose VARCHAR, channel VARCHAR, since BIGINT, through BIGINT",
        f"""SELECT handler, record, purpose, channel, since, {_or_none("through")} FROM consent_declaration""",
        f"""SELECT handler, record, purpose, channel, since, {_known("through")} FROM arriving""",
    ),
    SnapTable(
        "snap_shop",
        "platform VARCHAR, shop VARCHAR, handler VARCHAR, since BIGINT, seq BIGINT",
        "SELECT platform, shop, handler, since, seq FROM people_shopstated",
    ),
    # Read to tell ages, dropped before the snapshot is handed out.
    SnapTable(
        "told_birthday",
        "individual_id BIGINT, birthday BLOB",
        "SELECT individual_id, birthday FROM people_agerecord WHERE birthday IS NOT NULL",
    ),
    SnapTable(
        "told_band",
        "individual_id BIGINT, band VARCHAR",
        "SELECT individual_id, band FROM people_agerecord WHERE band <> ''",
    ),
)

DERIVED: Final = (
    # Consents of one form differ only in person and time: few forms, many consents.
    f"""
    CREATE OR REPLACE TABLE snap_form AS
    SELECT row_number() OVER ()::INTEGER AS form, *, {_listed("purposes")} AS purpose_list,
        {_listed("channels")} AS channel_list, {_listed("categories")} AS category_list,
        CASE WHEN recipients <> '' THEN list_filter(string_split(recipients, ';'), lambda name: name <> '') END
          AS recipient_list
    FROM (SELECT DISTINCT COLUMNS(* EXCLUDE (consent_id, individual_id, given_at, until, notice_shown_at))
          FROM snap_consent)
    """,
    """
    CREATE OR REPLACE TABLE snap_consent AS
    SELECT consent_id, individual_id, form, given_at, until, notice_shown_at
    FROM snap_consent c JOIN snap_form f ON c.kind = f.kind AND c.handler = f.handler AND c.purposes = f.purposes
        AND c.channels = f.channels AND c.categories = f.categories AND c.manner = f.manner
        AND c.separate IS NOT DISTINCT FROM f.separate AND c.guardian IS NOT DISTINCT FROM f.guardian
        AND c.evidence_grade = f.evidence_grade AND c.notice_version = f.notice_version
        AND c.member_platform = f.member_platform AND c.member_shop = f.member_shop AND c.recipients = f.recipients
    """,
)
