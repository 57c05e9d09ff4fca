"""A decision says what it was made on without having been on the screen; of older ones nobody knows."""

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
                help_text="Decided on without having been on the screen; none at all where nobody knows what was.",
                null=True,
                size=None,
            ),
        ),
    ]
