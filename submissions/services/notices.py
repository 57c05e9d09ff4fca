"""Mail to the contributor about one submission: a row in the same transaction, written when it is sent."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts import queries as accounts_queries
from accounts.models import Contributor
from core import locks
from outbox import services as outbox_services
from outbox.models import Mail
from submissions.models import Submission

# Sent to an address that anybody may have typed into a form: a few a day, so that no letter box is filled with them.
TO_ANYBODY = ("received", "confirm_email")
MOST_TO_UNPROVEN = 6
PER = timedelta(days=1)


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
    if kind in TO_ANYBODY and identity.email_confirmed_at is None and _enough(contributor, identity.email, at):
        return None
    return outbox_services.queue(
        brand=submission.brand,
        kind=kind,
        key=key,
        at=at,
        contributor=contributor,
        facts={"submission": str(submission.pk), **(facts or {})},
        due_at=due_at,
    )


def _enough(contributor: Contributor, address: str, at: datetime) -> bool:
    locks.one_at_a_time("unproven address", contributor.brand_id, address.lower())
    same = accounts_queries.contributors_at(brand_id=contributor.brand_id, address=address).order_by()
    told = outbox_services.queued_to(brand=contributor.brand, contributors=same, kinds=TO_ANYBODY, since=at - PER)
    return told >= MOST_TO_UNPROVEN
