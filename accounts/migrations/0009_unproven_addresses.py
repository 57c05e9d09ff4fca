"""Removes further addresses of members that were never proven: somebody else's address must not wait for them."""

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower


def remove(apps, schema_editor):
    addresses = apps.get_model("account", "EmailAddress").objects.filter(verified=False)
    addresses.annotate(said=Lower("email"), own=Lower("user__email")).exclude(said=F("own")).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_logo_files"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
