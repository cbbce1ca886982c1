"""Where rows become facts: from the snapshot of records to the views `subject`, `consent`, `refusal`, `origin`.

One subject is one individual with one contact point the channel can use. Every column is a fact of the vocabulary;
NULL is unknown. Behind each view stand `<view>_row`, with the times and the number of a shape, and `<view>_shape`, with
everything else, once for all rows that are alike in it (`decide.shapes`). What happened after the act's instant has no
effect on it; the order of events is their own time, never their arrival. Absence is a "no" only where the handler
declared the list complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.flows.shops import tell_shops
from yunnuo.rulebook.questions import FOREVER

if TYPE_CHECKING:
    from collections.abc import Mapping

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


class FactView(NamedTuple):
    """A fact view: its rows as a query, the columns by which rows are alike, and what a shape says (from its key)."""

    name: str
    rows: str
    alike: tuple[str, ...]
    shape: str


def build_facts(connection: duckdb.DuckDBPyConnection, campaign: Campaign, vocabulary: Vocabulary) -> None:
    """Create the fact tables from `snap_*` and `audience`; replaces earlier ones."""
    contacts = vocabulary.term("channels", campaign.channel).texts("contacts")
    values = {
        "purpose": _quote(campaign.purpose),
        "channel": _quote(campaign.channel),
        "handler": _quote(campaign.handler),
        "quiet": _quote(NO_CHANNEL),
        "act_at": str(campaign.act_at),
        "ends_by": str(campaign.ends_by),
        "forever": str(FOREVER),
        "category": _quote(vocabulary.term("channels", campaign.channel).texts("category")[0]),
        "contacts": ", ".join(_quote(kind) for kind in contacts),
        "all_purposes": _array(vocabulary.lists["purposes"]),
        "all_channels": _array(vocabulary.lists["channels"]),
    }
    for statement in (DECLARED, STOPS, TAKEN, ENDED, MEMBERS):
        connection.execute(statement.format(**values))
    tell_shops(connection, campaign.act_at)
    for view in VIEWS:
        _build_view(connection, view, values)


def _build_view(connection: duckdb.DuckDBPyConnection, view: FactView, values: Mapping[str, str]) -> None:
    """Create `<view>_row`, `<view>_shape` and the view over both."""
    name, alike = view.name, ", ".join(view.alike)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE arrived AS {view.rows.format(**values)}")
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name}_key AS
        SELECT row_number() OVER ()::INTEGER AS shape, * FROM (SELECT DISTINCT {alike} FROM arrived)"""
    )
    same = " AND ".join(f"a.{column} IS NOT DISTINCT FROM k.{column}" for column in view.alike)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name}_row AS
        SELECT a.* EXCLUDE ({alike}), k.shape FROM arrived a JOIN {name}_key k ON {same}"""
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name}_shape AS {view.shape.format(**values)}")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM {name}_row JOIN {name}_shape USING (shape)")
    connection.execute(f"DROP TABLE arrived; DROP TABLE {name}_key")


def _quote(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _array(words: object) -> str:
    listed = ", ".join(_quote(str(word)) for word in words)  # type: ignore[attr-defined]
    return f"[{listed}]::VARCHAR[]"


# From when on each kind of record is declared complete for this purpose and channel; a record not listed is not. One
# handler's ledger says nothing of what another was told; a declaration that names nobody is of the only one known of.
DECLARED = """
CREATE OR REPLACE TEMP TABLE declared AS
WITH other AS (
  SELECT handler FROM snap_notice WHERE published_at <= {act_at} AND handler <> {handler}
  UNION ALL SELECT handler FROM snap_shop WHERE handler <> {handler})
SELECT record, min(since) AS since FROM snap_declaration
WHERE CASE handler WHEN '' THEN NOT EXISTS (FROM other) ELSE handler = {handler} END
  AND purpose IN ('', {purpose}) AND channel IN ('', {channel}) AND (through IS NULL OR through >= {act_at})
GROUP BY record
"""

# The last stop of each circle that concerns this purpose and channel as a whole; what is for no channel is on all.
STOPS = """
CREATE OR REPLACE TEMP TABLE stops AS
SELECT circle, max("at") AS "at", arg_max(kind, "at") AS kind FROM snap_stop
WHERE "at" <= {ends_by} AND recipients IS NULL AND categories IS NULL
  AND (purposes IS NULL OR list_contains(purposes, {purpose}))
  AND (channels IS NULL OR list_contains(channels, {channel}) OR list_contains(channels, {quiet}))
GROUP BY circle
"""

# What limited stops took out of each consent they came after: recipients, or, where none are named, categories. A
# consent is asked for by purposes and channels that may be more than this campaign's, so it loses what any of them did.
# A limited stop on no channel is of what was agreed apart (or perhaps so), on whatever channel that was recorded.
# It is emptied when it has lost every recipient, or every category, it was given for.
TAKEN = """
CREATE OR REPLACE TEMP TABLE taken AS
SELECT consent_id, list_sort(list(DISTINCT word) FILTER (whom)) AS lost_recipients,
  list_sort(list(DISTINCT word) FILTER (NOT whom)) AS lost_categories,
  coalesce(recipient_list <> [] AND list_has_all(lost_recipients, recipient_list), FALSE)
    OR coalesce(list_has_all(lost_categories, category_list), FALSE) AS emptied
FROM (
  SELECT e.consent_id, f.recipient_list, f.category_list, s.recipients IS NOT NULL AS whom,
    unnest(coalesce(s.recipients, s.categories)) AS word
  FROM snap_stop s JOIN snap_individual i USING (circle)
  JOIN snap_consent e ON e.individual_id = i.individual_id JOIN snap_form f USING (form)
  WHERE s."at" <= {ends_by} AND s."at" >= e.given_at AND (s.recipients IS NOT NULL OR s.categories IS NOT NULL)
    AND (s.purposes IS NULL OR list_has_any(s.purposes, f.purpose_list))
    AND (s.channels IS NULL OR CASE WHEN s.channels = [{quiet}] THEN f.separate IS DISTINCT FROM FALSE
      ELSE list_has_any(s.channels, f.channel_list) END))
GROUP BY consent_id, recipient_list, category_list
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

# What one consent says does not depend on the person but on its form and on what was taken out of it; its state does.
CONSENT = """
SELECT s.subject_id, e.given_at, coalesce(e.until, {forever}) AS until, e.notice_shown_at,
  n.published_at AS notice_published_at, e.form, s.category, t.lost_recipients, t.lost_categories,
  CASE WHEN stops."at" >= e.given_at OR t.emptied THEN 'withdrawn'
       WHEN m."at" >= e.given_at OR e.until <= {act_at} THEN 'lapsed'
       WHEN s.complete_refusal THEN 'given' END AS state,
  coalesce(f.guardian, CASE WHEN s.complete_consent THEN 'none' END) AS guardian
FROM snap_consent e
JOIN snap_form f USING (form)
JOIN (SELECT *, CASE contact_kind WHEN 'app_account' THEN 'platform_account' ELSE contact_kind END AS category
      FROM subject) s ON s.individual_id = e.individual_id
LEFT JOIN stops ON stops.circle = s.circle
LEFT JOIN taken t USING (consent_id)
LEFT JOIN ended m ON m.circle = s.circle AND m.platform = f.member_platform AND m.shop = f.member_shop
LEFT JOIN snap_notice n ON n.version = f.notice_version
WHERE e.given_at <= {act_at}
"""

# A consent covers a contact point only when it and its notice name that kind of information too: who agreed to WeCom
# without giving the phone for it did not agree to be looked up by phone. The notice of another handler does not tell
# who this one is; a consent that nobody is named in can only be with the one asked about.
CONSENT_SHAPE = """
SELECT k.shape, f.kind, k.state, nullif(f.handler, '') AS handler,
  f.purpose_list AS purposes, f.channel_list AS channels,
  list_filter(f.category_list, lambda word: NOT coalesce(list_contains(k.lost_categories, word), FALSE)
    AND (word <> {category} OR (list_contains(f.category_list, k.category)
      AND NOT coalesce(list_contains(k.lost_categories, k.category), FALSE)))) AS categories,
  nullif(f.manner, 'unknown') AS manner, f.separate, k.guardian, f.evidence_grade AS evidence,
  list_filter(f.recipient_list, lambda name: NOT coalesce(list_contains(k.lost_recipients, name), FALSE)) AS recipients,
  n.purposes AS notice_purposes, n.channels AS notice_channels,
  CASE WHEN list_contains(n.categories, k.category) THEN n.categories
       ELSE list_filter(n.categories, lambda word: word <> {category}) END AS notice_categories,
  CASE WHEN n.handler = coalesce(nullif(f.handler, ''), {handler}) THEN n.elements
       ELSE list_filter(n.elements, lambda word: word <> 'handler_name') END AS notice_elements
FROM consent_key k JOIN snap_form f USING (form) LEFT JOIN snap_notice n ON n.version = f.notice_version
"""

# A stop stands until the same individual freely agrees again, later, to this purpose on this channel; an agreement that
# limited stops emptied lifts nothing. One recorded while the screening ran counts as made at the act's instant: the
# rules ask for a refusal no later than the act.
REFUSAL = """
WITH fresh AS (
  SELECT individual_id, max(given_at) AS "at" FROM snap_consent JOIN snap_form USING (form)
  LEFT JOIN taken USING (consent_id)
  WHERE NOT coalesce(emptied, FALSE) AND kind = 'consent' AND given_at <= {act_at}
    AND list_contains(purpose_list, {purpose}) AND list_contains(channel_list, {channel})
  GROUP BY individual_id)
SELECT s.subject_id, stops.kind, least(stops."at", {act_at}) AS "at",
  coalesce(fresh."at" <= stops."at", TRUE) AS standing
FROM stops JOIN subject s ON s.circle = stops.circle
LEFT JOIN fresh ON fresh.individual_id = s.individual_id
"""

REFUSAL_SHAPE = "SELECT *, {all_purposes} AS purposes, {all_channels} AS channels FROM refusal_key"

# Only what was obtained by then; a contact point first obtained later is no subject of that day at all. Whose a shop
# was on an unknown day is known only where it was always the same handler's.
ORIGIN = """
SELECT s.subject_id, o.kind, o.platform, o.shop, o."at", o.mode, t.handler,
  CASE WHEN m.state IS NOT NULL THEN m.state
       WHEN o.platform = '' OR EXISTS (FROM declared WHERE record = 'memberships') THEN 'none' END AS member_state
FROM snap_origin o
JOIN subject s ON s.subject_id = o.contact_id
LEFT JOIN members m ON m.individual_id = o.individual_id AND m.platform = o.platform AND m.shop = o.shop
LEFT JOIN shop_term t ON t.platform = o.platform AND t.shop = o.shop
  AND CASE WHEN o."at" IS NULL THEN t.since = 0 AND t.before = {forever}
      ELSE o."at" >= t.since AND o."at" < t.before END
WHERE coalesce(o."at", 0) <= {act_at}
"""

VIEWS = (
    FactView(
        "subject",
        SUBJECT,
        (
            "contact_class",
            "contact_valid",
            "age_band",
            "deceased",
            "complete_consent",
            "complete_refusal",
            "complete_origin",
        ),
        "FROM subject_key",
    ),
    FactView(
        "consent",
        CONSENT,
        ("form", "category", "state", "guardian", "lost_recipients", "lost_categories"),
        CONSENT_SHAPE,
    ),
    FactView("refusal", REFUSAL, ("kind", "standing"), REFUSAL_SHAPE),
    FactView("origin", ORIGIN, ("kind", "platform", "shop", "mode", "handler", "member_state"), "FROM origin_key"),
)
