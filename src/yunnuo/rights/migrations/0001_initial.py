# Written by Django

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_evidence"),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=24)),
                ("sealed", models.BinaryField()),
                ("at", models.BigIntegerField()),
                ("fingerprint", models.BinaryField(max_length=16, unique=True)),
                ("seq", models.BigIntegerField(db_index=True)),
                (
                    "individual",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="people.individual"),
                ),
            ],
        ),
    ]
