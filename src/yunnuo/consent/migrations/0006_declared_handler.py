# Written by Django

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0005_limited_stops"),
    ]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="handler",
            field=models.CharField(default="", max_length=160),
        ),
    ]
