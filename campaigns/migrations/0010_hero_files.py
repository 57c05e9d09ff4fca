"""Sizes and codings of a campaign's picture. Campaigns that have one already get theirs from the sweep."""

import django.db.models.deletion
from django.db import migrations, models

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_one_brand"),
        ("campaigns", "0009_terms_of_one_brand"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeroFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=20)),
                ("width", models.PositiveIntegerField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hero_files",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ["content_type", "width"],
                "constraints": [models.UniqueConstraint(fields=("campaign", "name"), name="hero_file_once")],
            },
        ),
        tenancy.same_brand("campaigns_herofile", "campaign_id", of="campaigns_campaign"),
    ]
