"""The few moves that ended an approval, by when: the journal asks for them each minute. Made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("submissions", "0016_credit_of_old_forms")]

    operations = [
        # What an interrupted run left behind would stand in the way of the next one.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS state_change_ended", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="statechange",
            index=models.Index(
                condition=models.Q(
                    ("from_state", "approved"), ("to_state__in", ["withdrawn", "erased"]), _connector="OR"
                ),
                fields=["at"],
                name="state_change_ended",
            ),
        ),
    ]
