"""Ties the brand of each row to the brand of what it belongs to."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0007_release_requests"),
        ("accounts", "0007_one_brand"),
        ("campaigns", "0008_one_brand"),
    ]

    operations = [
        tenancy.anchor("submissions_asset"),
        tenancy.anchor("submissions_submission"),
        tenancy.same_brand("submissions_submission", "campaign_id", of="campaigns_campaign"),
        tenancy.same_brand("submissions_submission", "contributor_id", of="accounts_contributor"),
        tenancy.same_brand("submissions_statechange", "submission_id", of="submissions_submission"),
        tenancy.same_brand("submissions_asset", "submission_id", of="submissions_submission"),
        tenancy.same_brand("submissions_rendition", "asset_id", of="submissions_asset"),
        tenancy.same_brand("submissions_work", "asset_id", of="submissions_asset"),
        tenancy.same_brand("submissions_addressrequest", "campaign_id", of="campaigns_campaign"),
        tenancy.same_brand("submissions_releaserequest", "submission_id", of="submissions_submission"),
        tenancy.same_brand("submissions_upload", "campaign_id", of="campaigns_campaign"),
        tenancy.same_brand("submissions_upload", "submission_id", of="submissions_submission"),
        tenancy.same_brand("submissions_upload", "asset_id", of="submissions_asset"),
    ]
