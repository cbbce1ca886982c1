# Written by Django

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CircleJoin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(db_index=True)),
                ("old", models.BigIntegerField()),
                ("kept", models.BigIntegerField()),
                ("merged", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Individual",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("circle", models.BigIntegerField(db_index=True)),
                ("merged_into", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ImportedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=255)),
                ("layout", models.CharField(max_length=80)),
                ("platform", models.CharField(max_length=32)),
                ("shop", models.CharField(max_length=160)),
                ("rows", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("sha256", "layout", "shop"), name="people_file_once")],
            },
        ),
        migrations.CreateModel(
            name="DeceasedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=160)),
                ("at", models.BigIntegerField()),
                ("individual", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.individual")),
            ],
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=24)),
                ("cell_class", models.CharField(max_length=16)),
                ("blind", models.BinaryField(max_length=16)),
                ("sealed", models.BinaryField()),
                ("expires_at", models.BigIntegerField(null=True)),
                (
                    "individual",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="people.individual"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgeRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("band", models.CharField(max_length=16)),
                ("birthday", models.BinaryField(null=True)),
                ("blind", models.BinaryField(max_length=16)),
                ("source", models.CharField(max_length=80)),
                ("at", models.BigIntegerField()),
                ("individual", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.individual")),
            ],
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=24)),
                ("scope", models.CharField(max_length=200)),
                ("blind", models.BinaryField(max_length=16, unique=True)),
                ("key_version", models.SmallIntegerField()),
                ("individual", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.individual")),
            ],
        ),
        migrations.CreateModel(
            name="MembershipEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.CharField(max_length=32)),
                ("shop", models.CharField(max_length=160)),
                ("state", models.CharField(max_length=8)),
                ("at", models.BigIntegerField(null=True)),
                ("individual", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.individual")),
            ],
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=24)),
                ("platform", models.CharField(max_length=32)),
                ("shop", models.CharField(max_length=160)),
                ("at", models.BigIntegerField(null=True)),
                ("mode", models.CharField(max_length=16)),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.contactpoint",
                    ),
                ),
                ("individual", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.individual")),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="people.importedfile"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.UniqueConstraint(fields=("individual", "blind"), name="people_contact_once"),
        ),
    ]
