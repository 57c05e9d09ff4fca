"""Files that must not be handed out any more: void at once, removed from the store after commit."""

from django.utils.translation import gettext_lazy as _

from core.nudge import nudge
from galleries.models import Export

DISCARD = "galleries.tasks.discard_export"
OLD_WORDS = _("Words in it were changed since, and approved anew. Make it again: it will carry the new ones.")


def void(export: Export, sentence: str) -> None:
    """Never hand this file out again; a task deletes it from the store after commit."""
    Export.objects.filter(pk=export.pk).update(state=Export.State.VOID, last_error=sentence)
    nudge(DISCARD, queue="export", export_id=export.pk)
