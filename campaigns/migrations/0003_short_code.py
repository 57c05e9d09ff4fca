"""Campaigns get a short code for posters; those that are there get theirs now."""

from typing import Any

from django.db import migrations, models

from campaigns import codes


def give_codes(apps: Any, _editor: Any) -> None:
    campaigns = apps.get_model("campaigns", "Campaign")
    taken = set(campaigns.objects.exclude(short_code=None).values_list("short_code", flat=True))
    for campaign in campaigns.objects.filter(short_code=None).order_by("created_at", "id").iterator():
        code = next(code for code in codes.candidates(campaign.id) if code not in taken)
        taken.add(code)
        campaigns.objects.filter(pk=campaign.pk).update(short_code=code)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_proof_of_work")]

    operations = [
        migrations.AddField("campaign", "short_code", models.CharField(max_length=6, null=True, unique=True)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
    ]
