"""From now on each campaign has a short code, of signs that do not look alike."""

from django.db import migrations, models
from django.db.models import Q

from campaigns import codes


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_short_code")]

    operations = [
        migrations.AlterField("campaign", "short_code", models.CharField(max_length=6, unique=True)),
        migrations.AddConstraint(
            "campaign",
            models.CheckConstraint(condition=Q(short_code__regex=codes.PATTERN), name="campaign_short_code_readable"),
        ),
    ]
