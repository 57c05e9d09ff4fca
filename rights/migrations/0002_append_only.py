"""Terms, the ledger and its facts only grow."""

from django.db import migrations

from core.appendonly import guard


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_initial")]
    operations = [
        guard(table)
        for table in ("rights_terms", "rights_ledgerevent", "rights_grant", "rights_release", "rights_revocation")
    ]
