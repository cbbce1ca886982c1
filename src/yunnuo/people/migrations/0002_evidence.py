# Written by Django

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("blind", models.BinaryField(db_index=True, max_length=16)),
                ("asker", models.BinaryField(db_index=True, max_length=16)),
                ("digest", models.BinaryField(max_length=32)),
                ("at", models.BigIntegerField()),
                ("expires_at", models.BigIntegerField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("used_at", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="individual",
            name="erased_at",
            field=models.BigIntegerField(null=True),
        ),
    ]
