"""A decision says what it was made on without having been on the screen."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_one_brand")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="unseen",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                db_default=[],
                default=list,
                help_text="Decided on without having been on the screen; the moderator said so.",
                size=None,
            ),
        ),
    ]
