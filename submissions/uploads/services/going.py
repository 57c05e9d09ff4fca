"""Finds an upload that can still go on, or says in which of two ways it cannot."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from submissions.models import Upload
from submissions.uploads import queries


class Unknown(Exception):
    """There is no such upload, or its day is over: whoever has the file begins anew."""


class Over(Exception):
    """The upload is complete or was used; the sentence says so."""


def known(upload_id: uuid.UUID, at: datetime) -> Upload:
    """The upload in whatever state. Raises Unknown."""
    found = queries.get(upload_id, at)
    if found is None or not found.multipart_id:
        raise Unknown(str(upload_id))
    return found


def still_open(upload_id: uuid.UUID, at: datetime) -> Upload:
    """The upload while parts may come. Raises Unknown and Over."""
    found = known(upload_id, at)
    if found.state != Upload.State.OPEN:
        raise Over(_("This upload is complete; nothing can be added to it."))
    return found
