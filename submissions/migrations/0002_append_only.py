"""The database itself refuses to change or delete a change of state."""

from django.db import migrations

from core.appendonly import guard


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial")]

    operations = [guard("submissions_statechange")]
