"""The database itself refuses to change or delete decisions and reports."""

from django.db import migrations

from core.appendonly import guard


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [guard("moderation_decision"), guard("moderation_report")]
