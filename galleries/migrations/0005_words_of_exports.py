"""Each file of an export notes which words it carries; what carries old ones is taken down for a cause of its own."""

from django.db import migrations, models
from django.db.models import Q

CAUSES = [
    ("withdrawn", "Its contributor took it back."),
    ("narrowed", "Its contributor took back this use of it."),
    ("expired", "The permission has run out."),
    ("rejected", "It was looked at again and rejected."),
    ("excluded", "A moderator set it aside."),
    ("disagreed", "Somebody whose agreement it needs does not agree."),
    ("uncovered", "The permission does not cover this use any more."),
    ("changed", "It was approved again in other words: the copies carry the old ones."),
]


class Migration(migrations.Migration):
    dependencies = [("galleries", "0004_take_downs_of_submissions")]

    operations = [
        # Files from before stay without: `galleries.queries.old_words` says how they are judged.
        migrations.AddField(
            model_name="exportitem",
            name="words",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Digest of the public words that the file and the manifest carry;"
                " empty where nobody noted it.",
                max_length=64,
            ),
        ),
        migrations.AlterField(
            model_name="takedown", name="cause", field=models.CharField(choices=CAUSES, max_length=10)
        ),
        migrations.RemoveConstraint(model_name="takedown", name="take_down_cause_known"),
        migrations.AddConstraint(
            model_name="takedown",
            constraint=models.CheckConstraint(
                condition=Q(cause__in=[cause for cause, _words in CAUSES]), name="take_down_cause_known"
            ),
        ),
    ]
