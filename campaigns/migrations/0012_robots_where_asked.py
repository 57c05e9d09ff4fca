"""A campaign keeps robots out where somebody said so; the studio proposes it. What campaigns say now stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0011_reminders")]

    operations = [
        migrations.AlterField(
            model_name="campaign",
            name="proof_of_work",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
