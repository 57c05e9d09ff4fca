"""Addresses to confirm, guardians and people in the picture are answers of their own in the ledger."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0003_revocation_of_additions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="release",
            name="release_kind_known",
        ),
        migrations.AlterField(
            model_name="release",
            name="kind",
            field=models.CharField(
                choices=[
                    ("people", "People"),
                    ("music", "Music"),
                    ("email", "Email"),
                    ("guardian", "Guardian"),
                    ("person", "Person"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["people", "music", "email", "guardian", "person"])),
                name="release_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["email", "guardian", "person"]), _negated=True),
                    ("allows", "nothing"),
                    models.Q(("allows", "all"), ("answer__in", ["confirmed", "agreed"])),
                    _connector="OR",
                ),
                name="release_only_agreement_allows",
            ),
        ),
    ]
