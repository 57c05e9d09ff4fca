"""Forgetting somebody's words in exports and take-downs: places end, files with the words in them go, proof stays."""

import datetime
import re
import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from galleries.models import Export, ExportItem, TakeDown
from galleries.services import take_downs, voiding

_WORDS = re.compile(r"^(files/\d+)-.*(\.[a-z0-9]+)$")


@transaction.atomic
def forget(*, submissions: Collection[uuid.UUID], at: datetime.datetime) -> None:
    """End every place, void every export that has the words in its manifest, and empty what was written about them."""
    for submission_id in sorted(submissions):
        take_downs.take_down(submission_id=submission_id, at=at)
    named = ExportItem.objects.filter(submission__in=submissions)
    with_words = Export.objects.select_for_update().filter(pk__in=named.values("export")).exclude(key="")
    for export in with_words.order_by("pk"):
        voiding.void(export, _("Somebody whose work is in it was erased. Please make a new export."))
    for item in named.exclude(file=""):
        ExportItem.objects.filter(pk=item.pk).update(file=_WORDS.sub(r"\1\2", item.file), words="")
    TakeDown.objects.filter(submission__in=submissions).update(note="")
