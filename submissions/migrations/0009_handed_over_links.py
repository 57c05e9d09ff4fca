"""Two links for each person who is asked: one by mail, one that the sender may hand over and that proves less.

Links from before were shown to the sender, so they count as handed over. A young sender's guardian who has not answered
needs a new one by mail: theirs could have been shown, too.
"""

from django.db import migrations, models

SORT = """
UPDATE submissions_releaserequest SET answered_by = CASE WHEN role = 'author' THEN 'mail' ELSE 'handed_over' END
    WHERE answer <> '';
UPDATE submissions_releaserequest SET handed_hash = secret_hash WHERE role <> 'author';
UPDATE submissions_releaserequest SET secret_hash = encode(sha256(gen_random_uuid()::text::bytea), 'hex')
    WHERE role <> 'author' OR answer = '';
-- What these rows are checked for at the end of the transaction is checked now: a table that waits cannot be altered.
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0008_one_brand"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="releaserequest",
            name="release_request_answered",
        ),
        migrations.AddField(
            model_name="releaserequest",
            name="answered_by",
            field=models.CharField(
                blank=True, choices=[("mail", "Mail"), ("handed_over", "Handed Over")], max_length=11
            ),
        ),
        migrations.AddField(
            model_name="releaserequest",
            name="handed_hash",
            field=models.CharField(
                blank=True, help_text="Of the link the sender can hand over; none for their guardian.", max_length=64
            ),
        ),
        migrations.RunSQL(SORT, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="releaserequest",
            name="secret_hash",
            field=models.CharField(help_text="Of the link that is only ever mailed.", max_length=64, unique=True),
        ),
        migrations.AddConstraint(
            model_name="releaserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", "")),
                    models.Q(
                        ("answer__in", ["agreed", "refused"]),
                        ("answered_at__isnull", False),
                        ("answered_by__in", ["mail", "handed_over"]),
                    ),
                    _connector="OR",
                ),
                name="release_request_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handed_hash", ""),
                    models.Q(models.Q(("role", "author"), _negated=True), ("handed_hash__regex", "^[0-9a-f]{64}$")),
                    _connector="OR",
                ),
                name="release_request_handed",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("handed_hash", ""), _negated=True),
                fields=("handed_hash",),
                name="release_request_handed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_by", "handed_over"), ("role", "author"), _negated=True),
                name="release_request_guardian_by_mail",
            ),
        ),
    ]
