"""Ties the brand of a campaign, and of each translation, to the brand of the terms that it names."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0008_one_brand"),
        ("rights", "0005_one_brand"),
    ]

    operations = [
        tenancy.same_brand("campaigns_campaign", "terms_id", of="rights_terms"),
        tenancy.same_brand("campaigns_termstranslation", "terms_id", of="rights_terms"),
        tenancy.same_brand("campaigns_termstranslation", "base_id", of="rights_terms"),
    ]
