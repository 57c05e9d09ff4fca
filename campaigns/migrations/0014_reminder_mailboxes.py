"""Questions about reminders are counted by mailbox, over all brands of the installation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0013_sizes_attempts")]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="mailbox_hash",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Keyed, the same for all brands: what questions are counted by.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="asked_at",
            field=models.DateTimeField(help_text="When the question was last mailed.", null=True),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["mailbox_hash", "asked_at"], name="reminder_asked"),
        ),
    ]
