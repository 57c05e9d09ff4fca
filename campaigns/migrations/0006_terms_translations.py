"""Terms in further languages, each made of one version of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_mail_delivery"),
        ("campaigns", "0005_confirmed_address"),
        ("rights", "0004_asked_of_others"),
    ]

    operations = [
        migrations.CreateModel(
            name="TermsTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("locale", models.CharField(max_length=10)),
                (
                    "base",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rights.terms"),
                ),
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
                        related_name="translations",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rights.terms"),
                ),
            ],
            options={
                "ordering": ["locale"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "locale"), name="terms_translation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("terms", models.F("base")), _negated=True),
                        name="terms_translation_is_another_text",
                    ),
                ],
            },
        ),
    ]
