"""Bringing pages of one person together, after the address was proven. The ledger is not touched."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import permissions, queries
from accounts.actors import Actor
from accounts.models import Contributor, ContributorIdentity, ContributorToken, JoinedContributor


class NotTheirs(Exception):
    """Not all of these are pages of one brand with one address any more."""


@transaction.atomic
def join_contributors(
    *, brand_id: UUID, ids: Collection[UUID], address: str, by: Actor, at: datetime
) -> tuple[Contributor, list[Contributor]]:
    """Make the oldest of these the one page of this address; answer it and those that are now part of it.

    Every earlier link ends, of every page: anybody can type an address into a form, and its owner may have confirmed
    it in good faith; whoever holds that link must not hold the page of all. The caller, who sits above, moves what was
    sent and hands out the one new link. A blocked contributor stays one: blocks are not joined away. Raises Denied,
    NotTheirs.
    """
    permissions.require(permissions.is_system(by))
    theirs = queries.contributors_at(brand_id=brand_id, address=address).filter(pk__in=ids, blocked_at=None)
    found = theirs.select_for_update(of=("self",)).order_by("created_at", "pk")
    people = list(found)
    # Counted again under the locks: whoever was forgotten or joined in the meantime is nobody any more.
    still = ContributorIdentity.objects.filter(contributor__in=people).count()
    if not len(people) == len(set(ids)) == still or still < 2:
        raise NotTheirs
    into, former = people[0], people[1:]
    ContributorToken.objects.filter(contributor__in=people, revoked_at=None).update(revoked_at=at)
    ContributorToken.objects.filter(contributor__in=former).update(contributor=into)
    JoinedContributor.objects.filter(into__in=former).update(into=into)
    for one in former:
        JoinedContributor.objects.create(former=one, into=into, brand_id=brand_id, at=at)
        ContributorIdentity.objects.filter(contributor=one).delete()
    return into, former
