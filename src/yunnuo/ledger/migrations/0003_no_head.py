# Written by Django

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_evidence"),
    ]

    operations = [
        migrations.DeleteModel(
            name="LedgerHead",
        ),
    ]
