"""Finds uploads that never sent a byte, and keeps the bytes of an upload within its size."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0014_arrived_bytes")]

    operations = [
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("arrived", 0), ("state", "open")), fields=["touched_at"], name="upload_never_sent"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("arrived__lte", models.F("size"))), name="upload_arrived_within_size"
            ),
        ),
    ]
