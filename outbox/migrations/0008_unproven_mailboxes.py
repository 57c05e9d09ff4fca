"""A keyed hash of the letter box beside mail that anybody may have asked for: counted for a day, then forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0007_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="mailbox_hash",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Keyed, the same for all brands: of an address that nobody has proven. Kept for a day.",
                max_length=64,
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("mailbox_hash", ""), _negated=True),
                fields=["mailbox_hash", "created_at"],
                name="mail_unproven",
            ),
        ),
    ]
