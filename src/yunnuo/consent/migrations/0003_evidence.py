# Written by Django

from django.db import migrations, models

import yunnuo.ledger.fields


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_recipients"),
    ]

    operations = [
        migrations.CreateModel(
            name="CardBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("batch", models.CharField(max_length=40, unique=True)),
                ("version", models.CharField(max_length=80)),
                ("handler", models.CharField(max_length=160)),
                ("platform", models.CharField(max_length=32)),
                ("shop", models.CharField(max_length=160)),
                ("purposes", models.TextField()),
                ("channels", models.TextField()),
                ("printed", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="CardScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("batch", models.CharField(db_index=True, max_length=40)),
                ("visit", models.BinaryField(max_length=16)),
                ("at", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="NoticeShown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visit", models.BinaryField(max_length=16, unique=True)),
                ("version", models.CharField(max_length=80)),
                ("page_sha256", models.CharField(max_length=64)),
                ("touchpoint", models.CharField(max_length=160)),
                ("batch", models.CharField(max_length=40)),
                ("elements", models.TextField()),
                ("asked", models.TextField()),
                ("ticked", models.TextField()),
                ("at", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveField(
            model_name="consentevent",
            name="id",
        ),
        migrations.RemoveField(
            model_name="stopevent",
            name="id",
        ),
        migrations.AddField(
            model_name="consentevent",
            name="batch",
            field=models.CharField(default="", max_length=40),
        ),
        migrations.AddField(
            model_name="consentevent",
            name="visit",
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="document",
            field=models.TextField(default=""),
        ),
        migrations.AlterField(
            model_name="consentevent",
            name="seq",
            field=yunnuo.ledger.fields.SequenceField(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="stopevent",
            name="seq",
            field=yunnuo.ledger.fields.SequenceField(primary_key=True, serialize=False),
        ),
        migrations.CreateModel(
            name="NoticePage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=24)),
                ("sha256", models.CharField(max_length=64)),
                ("body", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "name"), name="consent_page_once")],
            },
        ),
    ]
