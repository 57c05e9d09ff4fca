"""An answer that is no more than what the sender says: it allows what takes evidence of grade D."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0007_journal_indexes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="release",
            name="release_allows_known",
        ),
        migrations.AlterField(
            model_name="release",
            name="allows",
            field=models.CharField(
                choices=[("all", "all"), ("stated", "stated"), ("brand_page", "brand_page"), ("nothing", "nothing")],
                help_text="`stated`: what takes evidence of grade D.",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("allows__in", ["all", "stated", "brand_page", "nothing"])),
                name="release_allows_known",
            ),
        ),
    ]
