"""Ties the brand of each row to the brand of what it belongs to."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0004_stand_of_threads"),
        ("submissions", "0008_one_brand"),
    ]

    operations = [
        tenancy.same_brand("conversations_message", "submission_id", of="submissions_submission"),
        tenancy.same_brand("conversations_thread", "submission_id", of="submissions_submission"),
        tenancy.same_brand("conversations_note", "submission_id", of="submissions_submission"),
    ]
