"""An index for searching in captions. It is made while others write, so outside of a transaction.

`pg_trgm` is a trusted extension: who may create things in the database may create it, no superuser is needed.
"""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("submissions", "0009_handed_over_links")]

    operations = [
        TrigramExtension(),
        # What an interrupted run left behind would stand in the way of the next one.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS submission_caption_words", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="submission",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("caption"), name="gin_trgm_ops"
                ),
                name="submission_caption_words",
            ),
        ),
    ]
