"""The few decisions that left something out, by when: the journal asks each minute. Made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("moderation", "0006_unseen")]

    operations = [
        # What an interrupted run left behind would stand in the way of the next one.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS decision_left_out_at", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("excluded", []), _negated=True), fields=["at"], name="decision_left_out_at"
            ),
        ),
    ]
