"""The links to a contributor's own page: each is a row of its own, seen by day, ended by the contributor alone."""

from datetime import datetime

from django.db import transaction

from accounts import permissions
from accounts.actors import Actor
from accounts.models import Contributor, ContributorToken
from accounts.services.contributors import hold


def note_visit(*, link: ContributorToken, at: datetime) -> None:
    """Note the day on which a link was opened; at most one write a day."""
    today = at.date()
    if link.seen_on != today:
        ContributorToken.objects.filter(pk=link.pk).update(seen_on=today)
        link.seen_on = today


@transaction.atomic
def revoke_link(*, contributor: Contributor, link_id: int, by: Actor, at: datetime) -> bool:
    """End one link of this contributor; False when it is none of theirs, or had ended. Raises Denied."""
    permissions.require(by.kind == "contributor" and by.contributor_id == contributor.pk)
    live = ContributorToken.objects.filter(pk=link_id, contributor=contributor, revoked_at=None, created_at__lte=at)
    hold(contributor=contributor)  # nobody makes a link meanwhile for whom this one is ended
    return bool(live.update(revoked_at=at))
