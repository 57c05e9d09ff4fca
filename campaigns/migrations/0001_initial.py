"""Campaigns, their hashtags and questions."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("rights", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("tagline", models.CharField(blank=True, max_length=200)),
                ("brief", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("live", "Live"), ("closed", "Closed"), ("archived", "Archived")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("listed", models.BooleanField(default=True)),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("hero_key", models.CharField(blank=True, max_length=200)),
                ("hero_width", models.PositiveIntegerField(blank=True, null=True)),
                ("hero_height", models.PositiveIntegerField(blank=True, null=True)),
                ("hero_alt", models.CharField(blank=True, max_length=300)),
                ("accent", models.CharField(blank=True, max_length=7)),
                (
                    "email_policy",
                    models.CharField(
                        choices=[
                            ("none", "Do not ask"),
                            ("optional", "Ask, may be left empty"),
                            ("required", "Required"),
                        ],
                        default="optional",
                        max_length=10,
                    ),
                ),
                ("minimum_age", models.PositiveSmallIntegerField(default=16)),
                ("takes_photos", models.BooleanField(default=True)),
                ("takes_videos", models.BooleanField(default=True)),
                ("max_files", models.PositiveSmallIntegerField(default=10)),
                ("max_photo_bytes", models.PositiveBigIntegerField(default=50000000)),
                ("max_video_bytes", models.PositiveBigIntegerField(default=500000000)),
                ("max_video_seconds", models.PositiveIntegerField(default=600)),
                ("report_threshold", models.PositiveSmallIntegerField(default=3)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="campaigns", to="accounts.brand"
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rights.terms",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hashtag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(max_length=100)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hashtags", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("label", models.CharField(max_length=200)),
                ("hint", models.CharField(blank=True, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("short_text", "Short text"),
                            ("long_text", "Long text"),
                            ("choice", "One of several"),
                            ("yes_no", "Yes or no"),
                        ],
                        default="short_text",
                        max_length=12,
                    ),
                ),
                (
                    "options",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                    ),
                ),
                ("required", models.BooleanField(default=False)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(fields=["brand", "-created_at", "id"], name="campaign_brand_created"),
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(
                condition=models.Q(("listed", True), ("state", "live")),
                fields=["-opened_at"],
                name="campaign_live_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "live", "closed", "archived"])), name="campaign_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_at", None), ("opens_at", None), ("closes_at__gt", models.F("opens_at")), _connector="OR"
                ),
                name="campaign_closes_after_opening",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "live"), _negated=True), ("terms__isnull", False), _connector="OR"
                ),
                name="campaign_live_has_terms",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("takes_photos", True), ("takes_videos", True), _connector="OR"),
                name="campaign_takes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_files__gte", 1)), name="campaign_files_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("accent", ""), ("accent__regex", "^#[0-9a-f]{6}$"), _connector="OR"),
                name="campaign_accent_hex",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("report_threshold__gte", 1)), name="campaign_report_threshold_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("email_policy__in", ["none", "optional", "required"])),
                name="campaign_email_policy_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("max_photo_bytes__gte", 1), ("max_video_bytes__gte", 1), ("max_video_seconds__gte", 1)
                ),
                name="campaign_limits_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="hashtag",
            constraint=models.UniqueConstraint(fields=("campaign", "tag"), name="hashtag_once_per_campaign"),
        ),
        migrations.AddConstraint(
            model_name="hashtag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("tag", ""), _negated=True),
                    models.Q(("tag__contains", "#"), _negated=True),
                    models.Q(("tag__contains", " "), _negated=True),
                ),
                name="hashtag_bare",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("campaign", "key"), name="question_key_once"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "choice"), _negated=True),
                    models.Q(("options", []), _negated=True),
                    _connector="OR",
                ),
                name="question_choice_has_options",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["short_text", "long_text", "choice", "yes_no"])),
                name="question_kind_known",
            ),
        ),
    ]
