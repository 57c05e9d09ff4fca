"""Terms, the ledger and its facts."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LedgerEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("brand_id", models.UUIDField()),
                ("sequence", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("terms", "Terms"),
                            ("grant", "Grant"),
                            ("release", "Release"),
                            ("revocation", "Revocation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("submission_id", models.UUIDField(null=True)),
                ("body", models.TextField(help_text="Canonical JSON: sorted keys, no spaces, no personal data.")),
                ("prev_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LedgerHead",
            fields=[
                ("brand_id", models.UUIDField(primary_key=True, serialize=False)),
                ("sequence", models.BigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField()),
                (
                    "family",
                    models.SlugField(
                        help_text="All versions of one text, in all locales, share a family.", max_length=60
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        help_text="Counts through the family, so that it names one text alone."
                    ),
                ),
                ("locale", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("text_hash", models.CharField(max_length=64)),
                (
                    "summary",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), help_text="The text in plain sentences.", size=5
                    ),
                ),
                (
                    "scopes",
                    models.JSONField(help_text="List of offered scopes, whole definitions: see rights.scopes.Scope."),
                ),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="rights.ledgerevent",
                    ),
                ),
                ("brand_id", models.UUIDField()),
                ("sequence", models.BigIntegerField()),
                ("submission_id", models.UUIDField()),
                ("asset_id", models.UUIDField(help_text="None: the whole submission.", null=True)),
                ("at", models.DateTimeField()),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        help_text="Keys of the scopes that were ticked.",
                        size=None,
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                (
                    "territories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2),
                        default=list,
                        help_text='ISO 3166 codes or "*".',
                        size=None,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("edits", models.BooleanField(default=False)),
                ("sublicence", models.BooleanField(default=False)),
                ("credit", models.BooleanField(default=True)),
                ("ai", models.BooleanField(default=False)),
                ("evidence_grade", models.CharField(choices=[("A", "A"), ("B", "B"), ("C", "C")], max_length=1)),
            ],
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="rights.ledgerevent",
                    ),
                ),
                ("brand_id", models.UUIDField()),
                ("person", models.UUIDField(db_index=True, help_text="The contributor's pseudonym.")),
                ("salt", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="rights.ledgerevent",
                    ),
                ),
                ("brand_id", models.UUIDField()),
                ("sequence", models.BigIntegerField()),
                ("submission_id", models.UUIDField()),
                ("asset_id", models.UUIDField(help_text="None: the whole submission.", null=True)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(choices=[("people", "People"), ("music", "Music")], max_length=8)),
                ("answer", models.CharField(max_length=20)),
                (
                    "allows",
                    models.CharField(
                        choices=[("all", "all"), ("brand_page", "brand_page"), ("nothing", "nothing")], max_length=10
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="rights.ledgerevent",
                    ),
                ),
                ("brand_id", models.UUIDField()),
                ("sequence", models.BigIntegerField()),
                ("submission_id", models.UUIDField()),
                ("asset_id", models.UUIDField(help_text="None: the whole submission.", null=True)),
                ("at", models.DateTimeField()),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), help_text="None: every use.", null=True, size=None
                    ),
                ),
                ("by", models.CharField(max_length=80)),
            ],
        ),
        migrations.AddIndex(
            model_name="ledgerevent",
            index=models.Index(fields=["submission_id", "sequence"], name="ledger_by_submission"),
        ),
        migrations.AddConstraint(
            model_name="ledgerevent",
            constraint=models.UniqueConstraint(fields=("brand_id", "sequence"), name="ledger_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="ledgerevent",
            constraint=models.UniqueConstraint(fields=("brand_id", "prev_hash"), name="ledger_no_fork"),
        ),
        migrations.AddConstraint(
            model_name="ledgerevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("sequence__gte", 1)), name="ledger_sequence_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["terms", "grant", "release", "revocation"])), name="ledger_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.UniqueConstraint(fields=("brand_id", "family", "version"), name="terms_version_once"),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="terms_version_from_one"),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(("text_hash__regex", "^[0-9a-f]{64}$")), name="terms_hash_sha256"
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="terms",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rights.terms"),
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(fields=["submission_id", "kind", "-sequence"], name="release_newest"),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["people", "music"])), name="release_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("allows__in", ["all", "brand_page", "nothing"])), name="release_allows_known"
            ),
        ),
        migrations.AddIndex(
            model_name="revocation",
            index=models.Index(fields=["submission_id"], name="revocation_by_submission"),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channels", None),
                    models.Q(
                        (
                            "channels__contained_by",
                            [
                                "brand_page",
                                "embed",
                                "wall",
                                "organic_social",
                                "email",
                                "retail_screen",
                                "print",
                                "paid_ads",
                            ],
                        ),
                        models.Q(("channels", []), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="revocation_channels_known",
            ),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["submission_id"], name="grant_by_submission"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="grant_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence_grade__in", ["A", "B", "C"])), name="grant_grade_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("evidence_grade", "C"), _negated=True),
                    ("channels__contained_by", ["brand_page"]),
                    _connector="OR",
                ),
                name="grant_c_brand_page_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "channels__contained_by",
                        [
                            "brand_page",
                            "embed",
                            "wall",
                            "organic_social",
                            "email",
                            "retail_screen",
                            "print",
                            "paid_ads",
                        ],
                    ),
                    models.Q(("channels", []), _negated=True),
                ),
                name="grant_channels_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("territories", []), _negated=True), name="grant_is_somewhere"
            ),
        ),
    ]
