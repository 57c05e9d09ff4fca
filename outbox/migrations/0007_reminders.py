"""Two more kinds of mail: whether somebody wants to be reminded, and that a campaign opens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_one_brand"),
        ("outbox", "0006_take_down_mail"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mail",
            name="mail_kind_known",
        ),
        migrations.AlterField(
            model_name="mail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("confirm_email", "Confirm Email"),
                    ("approved", "Approved"),
                    ("rejected", "Rejected"),
                    ("message", "Message"),
                    ("withdrawn", "Withdrawn"),
                    ("guardian_request", "Guardian"),
                    ("release_request", "Person"),
                    ("page_link", "Page Link"),
                    ("merge", "Merge"),
                    ("check_code", "Check Code"),
                    ("take_down", "Take Down"),
                    ("reminder_check", "Reminder Check"),
                    ("campaign_opens", "Campaign Opens"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "received",
                            "confirm_email",
                            "approved",
                            "rejected",
                            "message",
                            "withdrawn",
                            "guardian_request",
                            "release_request",
                            "page_link",
                            "merge",
                            "check_code",
                            "take_down",
                            "reminder_check",
                            "campaign_opens",
                        ],
                    )
                ),
                name="mail_kind_known",
            ),
        ),
    ]
