"""The few rows that ended, by when: the journal asks for them each minute."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_unproven_addresses"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("action__in", ["member.remove", "member.role"])),
                fields=["at"],
                name="audit_members",
            ),
        ),
        migrations.AddIndex(
            model_name="contributor",
            index=models.Index(
                condition=models.Q(("blocked_at__isnull", False)), fields=["blocked_at"], name="contributor_blocked"
            ),
        ),
        migrations.AddIndex(
            model_name="contributoridentity",
            index=models.Index(
                condition=models.Q(("mail_refused_at__isnull", False)),
                fields=["mail_refused_at"],
                name="identity_refused",
            ),
        ),
        migrations.AddIndex(
            model_name="contributortoken",
            index=models.Index(
                condition=models.Q(("revoked_at__isnull", False)), fields=["revoked_at"], name="contributor_token_ended"
            ),
        ),
    ]
