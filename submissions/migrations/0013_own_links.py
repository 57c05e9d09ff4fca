"""One more thing to ask a mailbox for: the link of one's own page, mailed to an address that is not kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_one_brand"),
        ("campaigns", "0011_reminders"),
        ("submissions", "0012_credit"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="addressrequest",
            name="address_request_kind",
        ),
        migrations.AlterField(
            model_name="addressrequest",
            name="kind",
            field=models.CharField(
                choices=[("pages", "Pages"), ("check", "Check"), ("join", "Join"), ("own", "Own")], max_length=5
            ),
        ),
        migrations.AddConstraint(
            model_name="addressrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["pages", "check", "join", "own"])), name="address_request_kind"
            ),
        ),
    ]
