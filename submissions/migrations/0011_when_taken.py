"""What kind of time a picture's is, with its zone, and a sound that could not be decoded.

Times that were read before had lost their zone: what is kept of them is the camera's clock.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_clocks(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Say of every time that is there that it is a clock without a zone."""
    apps.get_model("submissions", "Asset").objects.filter(captured_at__isnull=False).update(captured_at_kind="local")


class Migration(migrations.Migration):
    dependencies = [("submissions", "0010_caption_search")]

    operations = [
        migrations.AddField(
            "asset",
            "captured_at_kind",
            models.CharField(
                blank=True,
                choices=[("instant", "instant"), ("local", "local")],
                db_default="",
                default="",
                help_text="An instant, or a camera's clock without a zone, kept as if it were UTC.",
                max_length=7,
            ),
        ),
        migrations.AddField(
            "asset",
            "captured_at_offset",
            models.SmallIntegerField(help_text="Minutes east of UTC, as the camera told.", null=True),
        ),
        migrations.AddField(
            "asset",
            "unheard_sound",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The coding of a sound that we cannot decode and leave out.",
                max_length=40,
            ),
        ),
        migrations.AlterField(
            "asset",
            "captured_at",
            models.DateTimeField(help_text="Read it through `submissions.captured`.", null=True),
        ),
        migrations.RunPython(tell_clocks, migrations.RunPython.noop),
    ]
