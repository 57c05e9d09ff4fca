"""The files, size and ground of a brand's logo, whole or not there at all. No page ever showed the key that was there."""

import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_mail_delivery"),
    ]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="logo_ground",
            field=models.CharField(
                blank=True, db_default="", help_text="The ground it can be seen on: any, light or dark.", max_length=5
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="logo_height",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="brand",
            name="logo_print_key",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="brand",
            name="logo_width",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.RunSQL(
            sql="UPDATE accounts_brand SET logo_key = '' WHERE logo_key <> ''", reverse_sql=migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name="brand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("logo_ground", ""),
                        ("logo_height", None),
                        ("logo_key", ""),
                        ("logo_print_key", ""),
                        ("logo_width", None),
                    ),
                    models.Q(
                        ("logo_ground__in", ["any", "light", "dark"]),
                        ("logo_height__gte", 1),
                        ("logo_height__isnull", False),
                        (
                            "logo_key__startswith",
                            django.db.models.functions.text.Concat(
                                django.db.models.functions.comparison.Cast("id", models.TextField()), models.Value("/")
                            ),
                        ),
                        (
                            "logo_print_key__startswith",
                            django.db.models.functions.text.Concat(
                                django.db.models.functions.comparison.Cast("id", models.TextField()), models.Value("/")
                            ),
                        ),
                        ("logo_width__gte", 1),
                        ("logo_width__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="brand_logo_whole_and_own",
            ),
        ),
    ]
