"""A fourth grade of evidence, stated by another system, and a fact for the grades that a brand takes for a channel."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from core import tenancy
from core.appendonly import guard


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0005_one_brand"),
    ]

    operations = [
        migrations.CreateModel(
            name="TakenGrades",
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
                ("channel", models.CharField(max_length=20)),
                (
                    "grades",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=1), size=None),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="grant_grade_known",
        ),
        migrations.RemoveConstraint(
            model_name="ledgerevent",
            name="ledger_kind_known",
        ),
        migrations.AlterField(
            model_name="grant",
            name="evidence_grade",
            field=models.CharField(choices=[("A", "A"), ("B", "B"), ("C", "C"), ("D", "D")], max_length=1),
        ),
        migrations.AlterField(
            model_name="ledgerevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("terms", "Terms"),
                    ("grant", "Grant"),
                    ("release", "Release"),
                    ("revocation", "Revocation"),
                    ("grades", "Grades"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence_grade__in", ["A", "B", "C", "D"])), name="grant_grade_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["terms", "grant", "release", "revocation", "grades"])),
                name="ledger_kind_known",
            ),
        ),
        migrations.AddIndex(
            model_name="takengrades",
            index=models.Index(fields=["brand_id", "channel", "-sequence"], name="taken_newest"),
        ),
        migrations.AddConstraint(
            model_name="takengrades",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "channel__in",
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
                    )
                ),
                name="taken_channel_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="takengrades",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grades__contained_by", ["A", "B", "C", "D"]), models.Q(("grades", []), _negated=True)
                ),
                name="taken_grades_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="takengrades",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel", "brand_page"), models.Q(("grades__contains", ["C"]), _negated=True), _connector="OR"
                ),
                name="taken_c_brand_page_only",
            ),
        ),
        guard("rights_takengrades"),
        tenancy.same_brand("rights_takengrades", "event_id", of="rights_ledgerevent"),
    ]
