"""Ties the brand of each row to the brand of what it belongs to."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("engagement", "0002_daily_steps"),
        ("campaigns", "0008_one_brand"),
        ("galleries", "0002_one_brand"),
    ]

    operations = [
        tenancy.same_brand("engagement_dailyviews", "gallery_id", of="galleries_gallery"),
        tenancy.same_brand("engagement_dailyviews", "campaign_id", of="campaigns_campaign"),
        tenancy.same_brand("engagement_dailysteps", "campaign_id", of="campaigns_campaign"),
    ]
