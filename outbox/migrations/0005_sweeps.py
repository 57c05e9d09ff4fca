"""Remembers when each room was last swept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0004_one_brand"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("room", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("tried_at", models.DateTimeField()),
                ("worked_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
