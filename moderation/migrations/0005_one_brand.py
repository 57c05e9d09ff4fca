"""Ties the brand of each row to the brand of what it belongs to."""

from django.db import migrations

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0004_move_words_of_decisions"),
        ("submissions", "0008_one_brand"),
    ]

    operations = [
        tenancy.anchor("moderation_appeal"),
        tenancy.anchor("moderation_decision"),
        tenancy.anchor("moderation_report"),
        tenancy.same_brand("moderation_decision", "submission_id", of="submissions_submission"),
        tenancy.same_brand("moderation_decisionnote", "decision_id", of="moderation_decision"),
        tenancy.same_brand("moderation_appeal", "submission_id", of="submissions_submission"),
        tenancy.same_brand("moderation_appeal", "decision_id", of="moderation_decision"),
        tenancy.same_brand("moderation_appealnote", "appeal_id", of="moderation_appeal"),
        tenancy.same_brand("moderation_report", "submission_id", of="submissions_submission"),
        tenancy.same_brand("moderation_reportnote", "report_id", of="moderation_report"),
    ]
