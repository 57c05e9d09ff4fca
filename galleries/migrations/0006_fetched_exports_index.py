"""Which exports were fetched, by when: the journal asks for it each minute. Made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("galleries", "0005_words_of_exports")]

    operations = [
        # What an interrupted run left behind would stand in the way of the next one.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS export_fetched", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="export",
            index=models.Index(
                fields=["downloaded_at"], condition=Q(downloaded_at__isnull=False), name="export_fetched"
            ),
        ),
    ]
