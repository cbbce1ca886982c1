# Written by Django

import hashlib
import os

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import yunnuo.ledger.fields
from yunnuo.ledger.journal import write_content


def mark_opaque(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Say in the ledger itself up to which entry contents were not kept, so that their absence is no finding."""
    entry, head = apps.get_model("ledger", "LedgerEntry"), apps.get_model("ledger", "LedgerHead")
    last = entry.objects.order_by("-seq").first()
    if last is None:
        return
    seq = last.seq + 1
    salt, content = os.urandom(16), write_content(seq, "ledger.upgraded", {"opaque_through": last.seq}, last.at)
    commitment = hashlib.sha256(salt + content).digest()
    entry.objects.create(seq=seq, kind="ledger.upgraded", commitment=commitment, salt=salt, content=content, at=last.at)
    head.objects.update_or_create(pk=1, defaults={"sequence": seq})


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", yunnuo.ledger.fields.SequenceField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("at", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PublishedList",
            fields=[
                ("seq", yunnuo.ledger.fields.SequenceField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=64, unique=True)),
                ("purpose", models.CharField(max_length=32)),
                ("channel", models.CharField(max_length=32)),
                ("root", models.BinaryField(max_length=32)),
                ("salt", models.BinaryField(max_length=16)),
                ("count", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="content",
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="salt",
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="seq",
            field=yunnuo.ledger.fields.SequenceField(primary_key=True, serialize=False),
        ),
        migrations.CreateModel(
            name="LedgerTile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.SmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
                ("root", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("level", "number"), name="ledger_tile_once")],
            },
        ),
        migrations.RunPython(mark_opaque, migrations.RunPython.noop),
    ]
