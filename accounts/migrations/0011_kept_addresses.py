"""When an address was given from the page, not with what was sent first: whoever had the link could give it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_journal_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="contributoridentity",
            name="email_kept_at",
            field=models.DateTimeField(blank=True, help_text="Given by whoever had the page's link, then.", null=True),
        ),
    ]
