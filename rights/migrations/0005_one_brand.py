"""Ties the brand of each fact to the brand of its event, and that of a grant to the brand of its terms."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0004_asked_of_others"),
    ]

    operations = [
        tenancy.anchor("rights_terms"),
        tenancy.anchor("rights_ledgerevent"),
        tenancy.same_brand("rights_opening", "event_id", of="rights_ledgerevent"),
        tenancy.same_brand("rights_grant", "event_id", of="rights_ledgerevent"),
        tenancy.same_brand("rights_grant", "terms_id", of="rights_terms"),
        tenancy.same_brand("rights_release", "event_id", of="rights_ledgerevent"),
        tenancy.same_brand("rights_revocation", "event_id", of="rights_ledgerevent"),
    ]
