"""Taking back single choices of a permission: what is left out of the list of kept ones ends, nothing ever begins."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from rights import chain, permissions, queries
from rights.models import Revocation
from rights.scopes import Scope
from rights.services.withdrawals import revoke
from rights.uses import ADDITIONS


@transaction.atomic
def narrow(*, brand_id: UUID, submission_id: UUID, keep: Collection[str], by: Actor, at: datetime) -> list[Revocation]:
    """End every standing choice whose key is not kept; answer the facts written, none when nothing changed.

    A kept key that does not stand any more is not brought back: this only ever takes away. A place that a kept
    choice allows, too, stays allowed.
    """
    accounts_permissions.require(permissions.can_revoke(by, brand_id))
    chain.lock(brand_id)  # two narrowings at once read the same standing choices otherwise
    standing = [choice.scope for choice in queries.standing(submission_id=submission_id, at=at) if choice.live]
    kept = [scope for scope in standing if scope.key in keep]
    dropped = [scope for scope in standing if scope.key not in keep]
    take_back = partial(revoke, brand_id=brand_id, submission_id=submission_id, by=by, at=at)
    facts = []
    if channels := _channels(dropped) - _channels(kept):
        facts.append(take_back(channels=channels))
    if additions := _additions(dropped) - _additions(kept):
        facts.append(take_back(additions=additions))
    return facts


def _channels(scopes: Iterable[Scope]) -> set[str]:
    return {channel for scope in scopes for channel in scope.channels}


def _additions(scopes: Iterable[Scope]) -> set[str]:
    """Changes and AI training as choices of their own; those of a choice with places end with its places."""
    return {name for name in ADDITIONS for scope in scopes if not scope.channels and getattr(scope, name)}
