"""Ties the brand of each row to the brand of what it belongs to."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("accounts", "0007_one_brand"),
    ]

    operations = [
        tenancy.same_brand("privacy_erasure", "contributor_id", of="accounts_contributor"),
    ]
