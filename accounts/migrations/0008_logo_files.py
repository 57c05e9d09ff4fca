"""More sizes of a brand's logo for pages. Brands that have a logo keep their one size until they set it again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_one_brand"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogoFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                ("width", models.PositiveSmallIntegerField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="logo_files", to="accounts.brand"
                    ),
                ),
            ],
            options={
                "ordering": ["width"],
                "constraints": [models.UniqueConstraint(fields=("brand", "width"), name="logo_file_once")],
            },
        ),
    ]
