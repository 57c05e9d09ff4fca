"""Mail to the contributor about one submission: a row in the same transaction, written when it is sent."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from outbox import services as outbox_services
from outbox.models import Mail
from submissions.models import Submission

# Sent to an address that anybody may have typed into a form: a few a day, so that no letter box is filled with them.
TO_ANYBODY = ("received", "confirm_email", "withdrawn")


@transaction.atomic
def queue(
    *,
    submission: Submission,
    kind: str,
    key: str,
    at: datetime,
    due_at: datetime | None = None,
    facts: Mapping[str, str] | None = None,
) -> Mail | None:
    """Queue the notice for whoever left an address; the same key makes one mail. None where nobody is told."""
    contributor = submission.contributor
    identity = getattr(contributor, "identity", None)
    if identity is None or not identity.email:
        return None
    unproven = identity.email if kind in TO_ANYBODY and identity.email_confirmed_at is None else ""
    if unproven and not outbox_services.may_write_to(address=unproven, at=at):
        return None
    return outbox_services.queue(
        brand=submission.brand,
        kind=kind,
        key=key,
        at=at,
        contributor=contributor,
        unproven=unproven,
        facts={"submission": str(submission.pk), **(facts or {})},
        due_at=due_at,
    )
