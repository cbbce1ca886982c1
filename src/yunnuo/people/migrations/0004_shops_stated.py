# Written by Django

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_circles_stated"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShopStated",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.CharField(max_length=32)),
                ("shop", models.CharField(max_length=160)),
                ("handler", models.CharField(max_length=160)),
                ("since", models.BigIntegerField()),
                ("declared_by", models.CharField(max_length=160)),
                ("at", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
            ],
        ),
    ]
