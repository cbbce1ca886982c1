# Written by Django

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="verified",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="complaint",
            name="verified_blind",
            field=models.BinaryField(db_index=True, max_length=16, null=True),
        ),
        migrations.AddField(
            model_name="complaint",
            name="verified_kind",
            field=models.CharField(default="", max_length=24),
        ),
    ]
