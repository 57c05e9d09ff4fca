"""How often the sizes of a campaign's picture were begun, and why they are not tried again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0012_robots_where_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="sizes_attempts",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="campaign",
            name="sizes_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="campaign",
            name="sizes_error",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
    ]
