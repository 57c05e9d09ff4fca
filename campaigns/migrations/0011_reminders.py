"""Wishes to be told when a campaign opens: an address, sealed until the one mail is queued."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_one_brand"),
        ("campaigns", "0010_hero_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "address_hash",
                    models.CharField(help_text="Keyed: tells two addresses apart, names none.", max_length=64),
                ),
                ("sealed_address", models.BinaryField(null=True)),
                ("locale", models.CharField(max_length=10)),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("queued_at", models.DateTimeField(null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand", "address_hash"], name="reminder_address"),
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", False), ("queued_at", None)),
                        fields=["campaign"],
                        name="reminder_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "address_hash"), name="reminder_once"),
                    models.CheckConstraint(
                        condition=models.Q(("queued_at", None), ("confirmed_at__isnull", False), _connector="OR"),
                        name="reminder_only_where_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("queued_at", None), ("sealed_address__isnull", False)),
                            models.Q(("queued_at__isnull", False), ("sealed_address", None)),
                            _connector="OR",
                        ),
                        name="reminder_forgets",
                    ),
                ],
            },
        ),
        tenancy.same_brand("campaigns_reminder", "campaign_id", of="campaigns_campaign"),
    ]
