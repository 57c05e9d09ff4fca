"""A take-down is one task for whatever ended a permission, with its copies below; it was one task for each copy."""

import django.db.models.deletion
from django.db import migrations, models

from core import tenancy

# The cause is what can still be told now. The open tasks of one submission and cause become the oldest of them; closed
# ones stay as they were closed.
FILL = """
UPDATE galleries_takedown SET submission_id = asset.submission_id, cause = CASE
        WHEN asset.withdrawn_at IS NOT NULL OR submission.state IN ('withdrawn', 'erased') THEN 'withdrawn'
        WHEN EXISTS (SELECT 1 FROM rights_revocation AS said WHERE said.submission_id = asset.submission_id
            AND (said.asset_id IS NULL OR said.asset_id = asset.id)
            AND placement.use ->> 'channel' = ANY(said.channels)) THEN 'narrowed'
        WHEN submission.state = 'rejected' THEN 'rejected'
        WHEN asset.state = 'excluded' THEN 'excluded'
        ELSE 'uncovered' END
    FROM galleries_placement AS placement, submissions_asset AS asset, submissions_submission AS submission
    WHERE placement.key = galleries_takedown.placement_id AND asset.id = placement.asset_id
    AND submission.id = asset.submission_id;
INSERT INTO galleries_takedownplace (brand_id, take_down_id, placement_id)
    SELECT brand_id, CASE WHEN closed_at IS NULL
        THEN min(id) FILTER (WHERE closed_at IS NULL) OVER (PARTITION BY submission_id, cause) ELSE id END, placement_id
    FROM galleries_takedown;
DELETE FROM galleries_takedown WHERE NOT EXISTS
    (SELECT 1 FROM galleries_takedownplace AS place WHERE place.take_down_id = galleries_takedown.id);
-- A table that waits for checks at the end of the transaction cannot be altered by what follows.
SET CONSTRAINTS ALL IMMEDIATE;
"""
CAUSES = [
    ("withdrawn", "Its contributor took it back."),
    ("narrowed", "Its contributor took back this use of it."),
    ("expired", "The permission has run out."),
    ("rejected", "It was looked at again and rejected."),
    ("excluded", "A moderator set it aside."),
    ("disagreed", "Somebody whose agreement it needs does not agree."),
    ("uncovered", "The permission does not cover this use any more."),
]


class Migration(migrations.Migration):
    dependencies = [("galleries", "0002_one_brand"), ("submissions", "0012_credit"), ("rights", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="takedown",
            name="submission",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="take_downs",
                to="submissions.submission",
            ),
        ),
        migrations.AddField(
            model_name="takedown",
            name="cause",
            field=models.CharField(choices=CAUSES, default="uncovered", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="takedown",
            name="allowed_again",
            field=models.BooleanField(default=False, help_text="Closed by the permission that came back."),
        ),
        tenancy.anchor("galleries_takedown"),
        migrations.CreateModel(
            name="TakeDownPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="take_down_places",
                        to="galleries.placement",
                    ),
                ),
                (
                    "take_down",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="galleries.takedown"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("take_down", "placement"), name="take_down_place_once")
                ],
            },
        ),
        tenancy.same_brand("galleries_takedownplace", "take_down_id", of="galleries_takedown"),
        tenancy.same_brand("galleries_takedownplace", "placement_id", of="galleries_placement", key="key"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
