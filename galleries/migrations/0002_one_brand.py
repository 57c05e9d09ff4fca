"""Ties the brand of each row to the brand of what it belongs to."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("galleries", "0001_initial"),
        ("campaigns", "0008_one_brand"),
        ("submissions", "0008_one_brand"),
    ]

    operations = [
        tenancy.anchor("galleries_export"),
        tenancy.anchor("galleries_gallery"),
        tenancy.anchor("galleries_placement", key="key"),
        tenancy.same_brand("galleries_gallery", "campaign_id", of="campaigns_campaign"),
        tenancy.same_brand("galleries_galleryitem", "gallery_id", of="galleries_gallery"),
        tenancy.same_brand("galleries_galleryitem", "submission_id", of="submissions_submission"),
        tenancy.same_brand("galleries_export", "gallery_id", of="galleries_gallery"),
        tenancy.same_brand("galleries_exportitem", "export_id", of="galleries_export"),
        tenancy.same_brand("galleries_exportitem", "submission_id", of="submissions_submission"),
        tenancy.same_brand("galleries_exportitem", "asset_id", of="submissions_asset"),
        tenancy.same_brand("galleries_placement", "campaign_id", of="campaigns_campaign"),
        tenancy.same_brand("galleries_placement", "gallery_id", of="galleries_gallery"),
        tenancy.same_brand("galleries_placement", "export_id", of="galleries_export"),
        tenancy.same_brand("galleries_placement", "asset_id", of="submissions_asset"),
        tenancy.same_brand("galleries_takedown", "placement_id", of="galleries_placement", key="key"),
    ]
