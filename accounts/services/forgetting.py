"""Forgetting who a contributor was: identity, links and everything that leads from a pseudonym to a person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import permissions
from accounts.actors import Actor
from accounts.models import Contributor, ContributorIdentity, ContributorToken, JoinedContributor
from accounts.services.audit import record


@transaction.atomic
def forget_contributor(*, contributor: Contributor, by: Actor, at: datetime) -> list[UUID]:
    """Erase who this was and answer every pseudonym the person had here. The bare pseudonyms stay. Raises Denied."""
    permissions.require(permissions.can_forget(by, contributor))
    joined = JoinedContributor.objects.filter(into=contributor)
    pseudonyms = [contributor.pk, *joined.values_list("former_id", flat=True)]
    ContributorIdentity.objects.filter(contributor__in=pseudonyms).delete()
    ContributorToken.objects.filter(contributor__in=pseudonyms).delete()
    joined.delete()
    # The address is gone, so a block could stop nobody; its reason is words about a person.
    Contributor.objects.filter(pk__in=pseudonyms).update(blocked_at=None, blocked_by=None, blocked_reason="")
    record(brand=contributor.brand, by=by, action="contributor.erase", subject=f"contributor:{contributor.pk}", at=at)
    return pseudonyms
