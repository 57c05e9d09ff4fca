"""Ties the brand of each row to the brand of what it belongs to."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_brand_logo"),
    ]

    operations = [
        tenancy.anchor("accounts_auditentry"),
        tenancy.anchor("accounts_contributor"),
        tenancy.same_brand("accounts_contributoridentity", "contributor_id", of="accounts_contributor"),
        tenancy.same_brand("accounts_joinedcontributor", "former_id", of="accounts_contributor"),
        tenancy.same_brand("accounts_joinedcontributor", "into_id", of="accounts_contributor"),
        tenancy.same_brand("accounts_auditnote", "entry_id", of="accounts_auditentry"),
    ]
