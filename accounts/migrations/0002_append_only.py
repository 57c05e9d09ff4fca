"""The audit log only grows."""

from django.db import migrations

from core.appendonly import guard


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [guard("accounts_auditentry")]
