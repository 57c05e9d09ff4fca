"""Ties the brand of each row to the brand of what it belongs to."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_answer_hours"),
    ]

    operations = [
        tenancy.anchor("campaigns_campaign"),
        tenancy.same_brand("campaigns_termstranslation", "campaign_id", of="campaigns_campaign"),
        tenancy.same_brand("campaigns_hashtag", "campaign_id", of="campaigns_campaign"),
        tenancy.same_brand("campaigns_question", "campaign_id", of="campaigns_campaign"),
    ]
