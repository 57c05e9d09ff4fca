"""A kind of mail: copies have to be taken down."""

from django.db import migrations, models

KINDS = [
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
]


class Migration(migrations.Migration):
    dependencies = [("outbox", "0005_sweeps")]

    operations = [
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
                ],
                max_length=20,
            ),
        ),
        migrations.RemoveConstraint(model_name="mail", name="mail_kind_known"),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="mail_kind_known"),
        ),
    ]
