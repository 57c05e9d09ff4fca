"""Whom a submission names becomes a word of that submission: it was read live from its contributor before."""

from django.db import migrations, models

FILL = """
UPDATE submissions_submission SET credit = identity.name FROM accounts_contributoridentity AS identity
    WHERE identity.contributor_id = submissions_submission.contributor_id AND identity.name <> ''
    AND submissions_submission.state <> 'erased';
-- A table that waits for checks at the end of the transaction cannot be altered by the next migration.
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("submissions", "0011_when_taken"), ("accounts", "0007_one_brand")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="credit",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Whom it names when it is shown; part of what is decided.",
                max_length=80,
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
