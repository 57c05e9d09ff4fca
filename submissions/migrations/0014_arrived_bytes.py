"""What has arrived of each upload, which quotas count; uploads that were complete before have arrived whole."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_one_brand"),
        ("campaigns", "0009_terms_of_one_brand"),
        ("submissions", "0013_own_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="arrived",
            field=models.PositiveBigIntegerField(
                db_default=0, default=0, help_text="Bytes that the store is known to have: what quotas count."
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="touched_at",
            field=models.DateTimeField(db_default=Now(), help_text="When it began, a part was signed or one arrived."),
        ),
        migrations.AddField(
            model_name="uploadpart",
            name="arrived",
            field=models.BooleanField(db_default=False, default=False, help_text="Counted in the upload's bytes."),
        ),
        migrations.RunSQL(
            "UPDATE submissions_upload SET arrived = size WHERE state = 'completed'", migrations.RunSQL.noop
        ),
    ]
