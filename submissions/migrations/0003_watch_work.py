"""The third stage of work: making the whole of a video playable for review, also for those that wait for it now."""

from django.db import migrations, models
from django.utils import timezone


def give_waiting_videos_their_work(apps, schema_editor):
    assets, work = apps.get_model("submissions", "Asset"), apps.get_model("submissions", "Work")
    found = assets.objects.filter(
        kind="video", withdrawn_at=None, submission__state__in=["receiving", "processing", "awaiting_review"]
    ).exclude(state__in=["unusable", "excluded"])
    now = timezone.now()
    rows = (work(brand_id=asset.brand_id, asset=asset, stage="watch", due_at=now) for asset in found.iterator())
    work.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0002_append_only")]

    operations = [
        migrations.RemoveConstraint(model_name="work", name="work_stage_known"),
        migrations.AlterField(
            model_name="work",
            name="stage",
            field=models.CharField(
                choices=[("review", "Review"), ("watch", "Watch"), ("public", "Public")], max_length=8
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["review", "watch", "public"])), name="work_stage_known"
            ),
        ),
        migrations.RunPython(give_waiting_videos_their_work, migrations.RunPython.noop),
    ]
