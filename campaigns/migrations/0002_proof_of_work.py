"""Each campaign says whether its form asks phones for a small proof of work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="proof_of_work",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
