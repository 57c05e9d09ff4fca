"""What has arrived of an upload, as far as we know: quotas count it, and what never comes is given back.

A folder's parts are known as they come. A bucket tells nobody, so it is asked: while parts are signed, when somebody
wants to know, and before an upload is taken for forgotten.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from submissions.models import Upload, UploadPart
from submissions.uploads import queries

# Of a bucket that is asked now and then: so many parts may be signed meanwhile.
ASK_AFTER = 16


@transaction.atomic
def note(upload: Upload, numbers: Iterable[int], *, at: datetime) -> None:
    """These parts have arrived; each is counted once, however often it is noted."""
    fresh = UploadPart.objects.filter(upload=upload, number__in=list(numbers), arrived=False)
    sizes = dict(fresh.select_for_update().values_list("pk", "size"))
    UploadPart.objects.filter(pk__in=sizes).update(arrived=True)
    there = Upload.objects.filter(pk=upload.pk, state=Upload.State.OPEN)
    there.update(arrived=F("arrived") + sum(sizes.values()), touched_at=at)


def ask(upload: Upload, *, at: datetime) -> list[UploadPart]:
    """Ask the store which parts have arrived, note them and return them. Raises storage.Unavailable."""
    there = queries.received(upload)
    if news := [part.number for part in there if not part.arrived]:
        note(upload, news, at=at)
    return there


def ask_now_and_then(upload: Upload, *, at: datetime) -> None:
    """The same after some parts that were signed and not heard of since. Raises storage.Unavailable."""
    waiting = UploadPart.objects.filter(upload=upload, arrived=False).count()
    if waiting and waiting % ASK_AFTER == 0:
        ask(upload, at=at)


def is_forgotten(upload: Upload, *, at: datetime) -> bool:
    """Whether the store has nothing of it either. Raises storage.Unavailable.

    Without a handle it was never opened there, by somebody who was killed just then: there is nothing to ask for.
    """
    return not upload.multipart_id or not ask(upload, at=at)
