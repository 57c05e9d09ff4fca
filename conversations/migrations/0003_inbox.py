"""How each conversation stands, notes among members, standard replies."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_mail_delivery"),
        ("conversations", "0002_mail_words"),
        ("submissions", "0007_release_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("form_key", models.UUIDField(help_text="Sending a form twice makes one note.", null=True)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="StandardReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("locale", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="conversation",
                        serialize=False,
                        to="submissions.submission",
                    ),
                ),
                ("snoozed_until", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField(help_text="When something was last written.")),
                (
                    "waiting_since",
                    models.DateTimeField(help_text="The first message of the fan without an answer.", null=True),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, help_text="Grows with what somebody has to have seen."),
                ),
                (
                    "changes",
                    models.PositiveIntegerField(default=1, help_text="Grows with everything that a page shows."),
                ),
            ],
        ),
        migrations.AddField(
            model_name="message",
            name="standard",
            field=models.BooleanField(
                db_default=False, default=False, help_text="A standard reply of the brand, sent as it is."
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("author", "brand"), ("standard", False), _connector="OR"),
                name="message_standard_only_of_brand",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"),
        ),
        migrations.AddField(
            model_name="note",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="submissions.submission"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="standardreply",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.brand"),
        ),
        migrations.AddField(
            model_name="standardreply",
            name="changed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="assignee",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.brand"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["submission", "at"], name="note_thread"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form_key__isnull", False)),
                fields=("submission", "form_key"),
                name="note_form_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="standardreply",
            constraint=models.UniqueConstraint(fields=("brand", "name", "locale"), name="standard_reply_once"),
        ),
        migrations.AddConstraint(
            model_name="standardreply",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("text", ""), _negated=True)),
                name="standard_reply_not_empty",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["brand", "-last_at", "-submission"], name="thread_newest"),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("waiting_since__isnull", False)),
                fields=["brand", "waiting_since", "submission"],
                name="thread_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at", None), ("snoozed_until", None), _connector="OR"),
                name="thread_closed_or_snoozed",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("waiting_since", None), ("waiting_since__lte", models.F("last_at")), _connector="OR"
                ),
                name="thread_wait_order",
            ),
        ),
    ]
