"""What took away or limited, by when: the journal asks for it each minute. Made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("rights", "0006_evidence_grades")]

    operations = [
        # What an interrupted run left behind would stand in the way of the next one.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS release_limits_at", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="release",
            index=models.Index(
                condition=models.Q(("allows", "all"), _negated=True), fields=["at"], name="release_limits_at"
            ),
        ),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS revocation_at", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="revocation",
            index=models.Index(fields=["at"], name="revocation_at"),
        ),
    ]
