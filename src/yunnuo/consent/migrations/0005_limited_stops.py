# Written by Django

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0004_one_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="stopevent",
            name="categories",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="stopevent",
            name="recipients",
            field=models.TextField(default=""),
        ),
    ]
