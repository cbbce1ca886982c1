# Written by Django

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.CharField(max_length=16)),
                ("purpose", models.CharField(max_length=32)),
                ("channel", models.CharField(max_length=32)),
                ("since", models.BigIntegerField()),
                ("through", models.BigIntegerField(null=True)),
                ("declared_by", models.CharField(max_length=160)),
                ("at", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=80, unique=True)),
                ("handler", models.CharField(max_length=160)),
                ("published_at", models.BigIntegerField()),
                ("purposes", models.TextField()),
                ("channels", models.TextField()),
                ("categories", models.TextField()),
                ("elements", models.TextField()),
                ("text_sha256", models.CharField(max_length=64)),
                ("seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ConsentEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("at", models.BigIntegerField()),
                ("until", models.BigIntegerField(null=True)),
                ("handler", models.CharField(max_length=160)),
                ("purposes", models.TextField()),
                ("channels", models.TextField()),
                ("categories", models.TextField()),
                ("manner", models.CharField(max_length=24)),
                ("separate", models.BooleanField(null=True)),
                ("guardian", models.CharField(max_length=8)),
                ("notice_version", models.CharField(max_length=80)),
                ("notice_shown_at", models.BigIntegerField(null=True)),
                ("evidence", models.CharField(max_length=200)),
                ("touchpoint", models.CharField(max_length=160)),
                ("member_platform", models.CharField(max_length=32)),
                ("member_shop", models.CharField(max_length=160)),
                ("grade", models.CharField(max_length=1)),
                ("fingerprint", models.BinaryField(max_length=16, unique=True)),
                ("seq", models.BigIntegerField()),
                ("individual", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.individual")),
            ],
        ),
        migrations.CreateModel(
            name="StopEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("blind", models.BinaryField(max_length=16)),
                ("kind", models.CharField(max_length=12)),
                ("at", models.BigIntegerField()),
                ("handler", models.CharField(max_length=160)),
                ("purposes", models.TextField()),
                ("channels", models.TextField()),
                ("evidence", models.CharField(max_length=200)),
                ("touchpoint", models.CharField(max_length=160)),
                ("fingerprint", models.BinaryField(max_length=16, unique=True)),
                ("seq", models.BigIntegerField(db_index=True)),
                ("individual", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.individual")),
            ],
        ),
    ]
