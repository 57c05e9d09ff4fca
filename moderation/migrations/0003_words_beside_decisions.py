"""Appeals, and the words of decisions in rows of their own that can be erased."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.appendonly import guard


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_contributors_links_and_words"),
        ("moderation", "0002_append_only"),
        ("submissions", "0005_notes_are_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        help_text="The rejection.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.decision",
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="submissions.submission"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DecisionNote",
            fields=[
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="moderation.decision",
                    ),
                ),
                ("text", models.CharField(max_length=1000)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AppealNote",
            fields=[
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="moderation.appeal",
                    ),
                ),
                ("text", models.CharField(max_length=1000)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["brand", "at"], name="appeal_brand_at"),
        ),
        guard("moderation_appeal"),
    ]
