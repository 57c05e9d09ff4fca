"""A take-down belongs to a submission and a cause, one open task for each."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [("galleries", "0003_take_down_places")]

    operations = [
        migrations.RemoveField(model_name="takedown", name="placement"),
        migrations.AlterField(
            model_name="takedown",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="take_downs",
                to="submissions.submission",
            ),
        ),
        tenancy.same_brand("galleries_takedown", "submission_id", of="submissions_submission"),
        migrations.AddConstraint(
            model_name="takedown",
            constraint=models.CheckConstraint(
                condition=Q(
                    cause__in=["withdrawn", "narrowed", "expired", "rejected", "excluded", "disagreed", "uncovered"]
                ),
                name="take_down_cause_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="takedown",
            constraint=models.UniqueConstraint(
                condition=Q(closed_at=None), fields=("submission", "cause"), name="take_down_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="takedown",
            constraint=models.CheckConstraint(
                condition=Q(allowed_again=False) | Q(closed_at__isnull=False), name="take_down_allowed_again_is_closed"
            ),
        ),
    ]
