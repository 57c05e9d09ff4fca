"""Who was asked to agree, with a link of their own."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_append_only"),
        ("submissions", "0006_address_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReleaseRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[("person", "Person"), ("child", "Child"), ("author", "Author")],
                        help_text="In the picture, guardian of a child in it, or of the author.",
                        max_length=6,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                (
                    "answer",
                    models.CharField(blank=True, choices=[("agreed", "Agreed"), ("refused", "Refused")], max_length=7),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release_requests",
                        to="submissions.submission",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
                "indexes": [models.Index(fields=["brand", "email", "created_at"], name="release_request_flood")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["person", "child", "author"])), name="release_request_role"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(("answer__in", ["agreed", "refused"]), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="release_request_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("secret_hash__regex", "^[0-9a-f]{64}$")),
                        name="release_request_secret_hashed",
                    ),
                ],
            },
        ),
    ]
