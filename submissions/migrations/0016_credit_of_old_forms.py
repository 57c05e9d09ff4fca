"""What a web process of the release before took in after `0012_credit` got no credit: filled while nobody has decided."""

from django.db import migrations

# Whoever changed the words since has seen this one, empty or not: each move counts one version, and so does each change.
FILL = """
UPDATE submissions_submission SET credit = identity.name FROM accounts_contributoridentity AS identity
    WHERE identity.contributor_id = submissions_submission.contributor_id AND identity.name <> ''
    AND submissions_submission.credit = ''
    AND submissions_submission.state IN ('receiving', 'processing', 'awaiting_review')
    AND NOT EXISTS (SELECT 1 FROM submissions_statechange AS decided
        WHERE decided.submission_id = submissions_submission.id AND decided.from_state IN ('approved', 'rejected'))
    AND submissions_submission.version = 1 + (SELECT count(*) FROM submissions_statechange AS moved
        WHERE moved.submission_id = submissions_submission.id);
-- A table that waits for checks at the end of the transaction cannot be altered by the next migration.
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("submissions", "0015_arrived_bytes_index")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
