"""Where rows become facts: from the snapshot of records to the tables `subject`, `consent`, `refusal`, `origin`.

One subject is one individual with one contact point the channel can use. Every column is a fact of the vocabulary;
NULL is unknown. What happened after the act's instant has no effect on it; the order of events is their own time, never
their arrival. Absence is a "no" only where the handler declared the list complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.rulebook.questions import FOREVER

if TYPE_CHECKING:
    import duckdb

    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is the same for everybody: ids of the vocabulary, the handler's name, and the act's instant.

    `ends_by`: up to when a stop, a leaving or a death counts; for an act of today everything recorded does, for it may
    have happened while the screening ran.
    """

    purpose: str
    channel: str
    handler: str
    act_at: Instant
    ends_by: Instant


def build_facts(connection: duckdb.DuckDBPyConnection, campaign: Campaign, vocabulary: Vocabulary) -> None:
    """Create the fact tables from `snap_*` and `audience`; replaces earlier ones."""
    contacts = vocabulary.term("channels", campaign.channel).texts("contacts")
    values = {
        "purpose": _quote(campaign.purpose),
        "channel": _quote(campaign.channel),
        "act_at": str(campaign.act_at),
        "ends_by": str(campaign.ends_by),
        "forever": str(FOREVER),
        "category": _quote(vocabulary.term("channels", campaign.channel).texts("category")[0]),
        "contacts": ", ".join(_quote(kind) for kind in contacts),
        "all_purposes": _array(vocabulary.lists["purposes"]),
        "all_channels": _array(vocabulary.lists["channels"]),
    }
    for statement in (DECLARED, STOPS, ENDED, MEMBERS, SUBJECT, CONSENT, REFUSAL, ORIGIN):
        connection.execute(statement.format(**values))


def _quote(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _array(words: object) -> str:
    listed = ", ".join(_quote(str(word)) for word in words)  # type: ignore[attr-defined]
    return f"[{listed}]::VARCHAR[]"


# From when on each kind of record is declared complete for this purpose and channel; a record not listed is not.
DECLARED = """
CREATE OR REPLACE TEMP TABLE declared AS
SELECT record, min(since) AS since FROM snap_declaration
WHERE purpose IN ('', {purpose}) AND channel IN ('', {channel}) AND (through IS NULL OR through >= {act_at})
GROUP BY record
"""

# The last stop of each circle that concerns this purpose and channel.
STOPS = """
CREATE OR REPLACE TEMP TABLE stops AS
SELECT circle, max("at") AS "at", arg_max(kind, "at") AS kind FROM snap_stop
WHERE "at" <= {ends_by}
  AND (purposes IS NULL OR list_contains(purposes, {purpose}))
  AND (channels IS NULL OR list_contains(channels, {channel}))
GROUP BY circle
"""

# When a membership last ended: like a stop, a leaving travels to the whole circle.
ENDED = """
CREATE OR REPLACE TEMP TABLE ended AS
SELECT i.circle, m.platform, m.shop, max(coalesce(m."at", 0)) AS "at"
FROM snap_membership_event m JOIN snap_individual i USING (individual_id)
WHERE m.state = 'leave' AND coalesce(m."at", 0) <= {ends_by}
GROUP BY i.circle, m.platform, m.shop
"""

# The state of each membership at the act's instant.
MEMBERS = """
CREATE OR REPLACE TEMP TABLE members AS
SELECT m.individual_id, m.platform, m.shop,
  CASE WHEN any_value(e."at") >= max(coalesce(m."at", 0)) THEN 'left' ELSE
    CASE arg_max(m.state, (coalesce(m."at", 0), m.state <> 'join'))
      WHEN 'join' THEN 'active' WHEN 'leave' THEN 'left' ELSE 'hidden' END END AS state
FROM snap_membership_event m JOIN snap_individual i USING (individual_id)
LEFT JOIN ended e ON e.circle = i.circle AND e.platform = m.platform AND e.shop = m.shop
WHERE coalesce(m."at", 0) <= CASE m.state WHEN 'join' THEN {act_at} ELSE {ends_by} END
GROUP BY m.individual_id, m.platform, m.shop
"""

# Contact points the channel can use that were known by the act's instant. Who was met on an unknown day may have been
# met before any list was complete. What the brand's complete ledger does not record about a guardian or a death did
# not reach it.
SUBJECT = """
CREATE OR REPLACE TEMP TABLE subject AS
WITH met AS (SELECT individual_id, min(coalesce("at", 0)) AS "at" FROM snap_origin GROUP BY individual_id),
known AS (SELECT contact_id, min(coalesce("at", 0)) AS "at" FROM snap_origin WHERE contact_id IS NOT NULL
          GROUP BY contact_id),
whole AS (SELECT
  (SELECT since FROM declared WHERE record = 'consents') AS consents,
  (SELECT since FROM declared WHERE record = 'refusals') AS refusals,
  (SELECT since FROM declared WHERE record = 'ages') AS ages)
SELECT c.contact_id AS subject_id, c.individual_id, i.circle, c.kind AS contact_kind,
  c.cell_class AS contact_class,
  CASE WHEN c.cell_class <> 'virtual_number' THEN TRUE ELSE c.expires_at > {act_at} END AS contact_valid,
  CASE WHEN i.age_band IS NOT NULL THEN i.age_band
       WHEN coalesce(met."at", 0) >= whole.ages THEN 'at_least_14' END AS age_band,
  coalesce(coalesce(met."at", 0) >= whole.consents, FALSE) AS complete_consent,
  coalesce(coalesce(met."at", 0) >= whole.refusals, FALSE) AS complete_refusal,
  known.contact_id IS NOT NULL AS complete_origin,
  CASE WHEN i.deceased_at <= {ends_by} THEN TRUE WHEN complete_refusal THEN FALSE END AS deceased
FROM snap_contact c
JOIN audience USING (individual_id)
JOIN snap_individual i ON i.individual_id = c.individual_id
CROSS JOIN whole
LEFT JOIN met ON met.individual_id = c.individual_id
LEFT JOIN known ON known.contact_id = c.contact_id
WHERE c.kind IN ({contacts}) AND coalesce(known."at", 0) <= {act_at}
"""

# A consent covers a contact point only when it and its notice name that kind of information too: who agreed to WeCom
# without giving the phone for it did not agree to be looked up by phone. The notice of another handler does not tell
# who this one is.
CONSENT = """
CREATE OR REPLACE TEMP TABLE consent AS
SELECT s.subject_id, e.kind, e."at" AS given_at, coalesce(e.until, {forever}) AS until,
  CASE WHEN stops."at" >= e."at" THEN 'withdrawn'
       WHEN m."at" >= e."at" OR e.until <= {act_at} THEN 'lapsed'
       WHEN s.complete_refusal THEN 'given' END AS state,
  e.handler, e.purposes, e.channels,
  CASE WHEN list_contains(e.categories, s.category) THEN e.categories
       ELSE list_filter(e.categories, lambda word: word <> {category}) END AS categories,
  nullif(e.manner, 'unknown') AS manner, e.separate,
  CASE WHEN e.guardian IS NOT NULL THEN e.guardian WHEN s.complete_consent THEN 'none' END AS guardian,
  e.evidence_grade AS evidence, NULL::VARCHAR[] AS recipients,
  e.notice_shown_at, n.published_at AS notice_published_at,
  n.purposes AS notice_purposes, n.channels AS notice_channels,
  CASE WHEN list_contains(n.categories, s.category) THEN n.categories
       ELSE list_filter(n.categories, lambda word: word <> {category}) END AS notice_categories,
  CASE WHEN n.handler = e.handler THEN n.elements
       ELSE list_filter(n.elements, lambda word: word <> 'handler_name') END AS notice_elements
FROM (SELECT *, given_at AS "at" FROM snap_consent) e
JOIN (SELECT *, CASE contact_kind WHEN 'app_account' THEN 'platform_account' ELSE contact_kind END AS category
      FROM subject) s ON s.individual_id = e.individual_id
LEFT JOIN stops ON stops.circle = s.circle
LEFT JOIN ended m ON m.circle = s.circle AND m.platform = e.member_platform AND m.shop = e.member_shop
LEFT JOIN snap_notice n ON n.version = e.notice_version
WHERE e."at" <= {act_at}
"""

# A stop stands until the same individual freely agrees again, later, to this purpose on this channel.
REFUSAL = """
CREATE OR REPLACE TEMP TABLE refusal AS
WITH fresh AS (
  SELECT individual_id, max(given_at) AS "at" FROM snap_consent
  WHERE kind = 'consent' AND given_at <= {act_at}
    AND list_contains(purposes, {purpose}) AND list_contains(channels, {channel})
  GROUP BY individual_id)
SELECT s.subject_id, stops.kind, stops."at", {all_purposes} AS purposes, {all_channels} AS channels,
  coalesce(fresh."at" <= stops."at", TRUE) AS standing
FROM stops JOIN subject s ON s.circle = stops.circle
LEFT JOIN fresh ON fresh.individual_id = s.individual_id
"""

# Only what was obtained by then; a contact point first obtained later is no subject of that day at all.
ORIGIN = """
CREATE OR REPLACE TEMP TABLE origin AS
SELECT s.subject_id, o.kind, o.platform, o.shop, o."at", o.mode,
  CASE WHEN m.state IS NOT NULL THEN m.state
       WHEN o.platform = '' OR EXISTS (FROM declared WHERE record = 'memberships') THEN 'none' END AS member_state
FROM snap_origin o
JOIN subject s ON s.subject_id = o.contact_id
LEFT JOIN members m ON m.individual_id = o.individual_id AND m.platform = o.platform AND m.shop = o.shop
WHERE coalesce(o."at", 0) <= {act_at}
"""
