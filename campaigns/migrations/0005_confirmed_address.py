"""A campaign may ask for an address that is proven by a link."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_append_only"),
        ("campaigns", "0004_short_code_needed"),
        ("rights", "0004_asked_of_others"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="campaign",
            name="campaign_email_policy_known",
        ),
        migrations.AlterField(
            model_name="campaign",
            name="email_policy",
            field=models.CharField(
                choices=[
                    ("none", "Do not ask"),
                    ("optional", "Ask, may be left empty"),
                    ("required", "Required"),
                    ("confirmed", "Required, and confirmed by a link"),
                ],
                default="optional",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("email_policy__in", ["none", "optional", "required", "confirmed"])),
                name="campaign_email_policy_known",
            ),
        ),
    ]
