"""Ties the brand of each row to the brand of what it belongs to."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0003_mail_delivery"),
        ("accounts", "0007_one_brand"),
    ]

    operations = [
        tenancy.same_brand("outbox_mail", "contributor_id", of="accounts_contributor"),
    ]
