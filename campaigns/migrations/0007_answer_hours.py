"""Each campaign may say within how many hours fans should have an answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_mail_delivery"),
        ("campaigns", "0006_terms_translations"),
        ("rights", "0004_asked_of_others"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="answer_hours",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="Fans should have an answer within so many hours; empty: no target.", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_hours", None), ("answer_hours__gte", 1), _connector="OR"),
                name="campaign_answer_hours_positive",
            ),
        ),
    ]
