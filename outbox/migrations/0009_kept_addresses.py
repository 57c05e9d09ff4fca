from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outbox", "0008_unproven_mailboxes")]

    operations = [
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=Q(("sealed_to__isnull", False), ("state__in", ["failed", "unknown"])),
                fields=["finished_at"],
                name="mail_kept_address",
            ),
        ),
    ]
