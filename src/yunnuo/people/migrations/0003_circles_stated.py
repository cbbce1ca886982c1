"""Say in the ledger who stands in whose circle, for those who were imported before the ledger told it.

Written once, at the upgrade, as entries of a kind of their own: they tell how it was then, not how it began. What the
rows of joins and merges, or an earlier entry, say otherwise is left out, so no fault is covered up. Reads no clock: the
entries bear the time of the last one before them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Exists, F, OuterRef, Q

from yunnuo.ledger.journal import ENTRY_COLUMNS, lock_ledger, make_entry, read_content, read_id, spell_id

STOOD = "people.stood_at_upgrade"
PEOPLE = 2_000  # an entry, as for those that are told when they are imported


def state_circles(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Append the entries, or none when there is nobody the ledger does not tell of."""
    entry = apps.get_model("ledger", "LedgerEntry")
    last = entry.objects.order_by("-seq").values_list("at", flat=True).first()
    if last is None:
        return
    told = _read_told(entry)
    unsaid = (pair for pair in _read_linked(apps) if pair[0] not in told)
    for people in _batch(unsaid):
        held: dict[str, list[str]] = {}
        for who, circle in people:
            held.setdefault(spell_id(circle), []).append(spell_id(who))
        row = make_entry(lock_ledger() + 1, STOOD, {"circles": held}, last)
        entry.objects.create(**dict(zip(ENTRY_COLUMNS, row, strict=True)))


def _read_told(entry: Any) -> set[int]:
    """Return everybody whose circle follows from entries."""
    told: set[int] = set()
    kinds = ("people.begun", STOOD, "people.circle")
    for kind, content in entry.objects.filter(kind__in=kinds, content__isnull=False).values_list("kind", "content"):
        try:
            body = read_content(bytes(content))["body"]
            if kind == "people.circle":
                told |= {read_id(body["old"]), read_id(body["kept"])}
                continue
            for circle, people in body["circles"].items():
                told |= {read_id(circle), *map(read_id, people)}
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # a damaged entry is found by the check of the ledger
    return told


def _read_linked(apps: StateApps) -> Iterator[tuple[int, int]]:
    """Yield whoever is in the circle of somebody else, with the circle, where all rows agree that it is theirs."""
    individuals, joins = apps.get_model("people", "Individual"), apps.get_model("people", "CircleJoin")
    begun = Exists(individuals.objects.filter(id=OuterRef("circle"), circle=OuterRef("circle")))
    # A merge does not say which of two circles went on; the join that follows it does. No index: looked through once.
    left = joins.objects.filter(merged=False).exclude(kept=F("old")).values("old")
    with_kept = Exists(individuals.objects.filter(id=OuterRef("merged_into"), circle=OuterRef("circle")))
    held = individuals.objects.exclude(circle=F("id")).filter(
        begun, ~Q(circle__in=left), Q(merged_into=None) | Q(with_kept)
    )
    yield from held.order_by("circle", "id").values_list("id", "circle").iterator(PEOPLE)


def _batch(people: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield lists of at most PEOPLE, in order."""
    batch = []
    for pair in people:
        batch.append(pair)
        if len(batch) == PEOPLE:
            yield batch
            batch = []
    if batch:
        yield batch


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_evidence"),
        ("ledger", "0003_no_head"),
    ]

    operations = [
        migrations.RunPython(state_circles, migrations.RunPython.noop),
    ]
