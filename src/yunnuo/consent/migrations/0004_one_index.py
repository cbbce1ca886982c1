# Written by Django

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0003_evidence"),
        ("people", "0002_evidence"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consentevent",
            name="fingerprint",
            field=models.BinaryField(max_length=16),
        ),
        migrations.AlterField(
            model_name="consentevent",
            name="individual",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="people.individual"
            ),
        ),
        migrations.AlterField(
            model_name="stopevent",
            name="fingerprint",
            field=models.BinaryField(max_length=16),
        ),
        migrations.AlterField(
            model_name="stopevent",
            name="individual",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="people.individual"
            ),
        ),
        migrations.AddConstraint(
            model_name="consentevent",
            constraint=models.UniqueConstraint(fields=("individual", "fingerprint"), name="consent_event_once"),
        ),
        migrations.AddConstraint(
            model_name="stopevent",
            constraint=models.UniqueConstraint(fields=("individual", "fingerprint"), name="consent_stop_once"),
        ),
    ]
