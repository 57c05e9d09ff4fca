"""What limits or takes back: answers about people, music and who agreed, revocations, and forgetting who it was."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from rights import chain, facts, permissions, validators
from rights.models import Opening, Release, Revocation


@transaction.atomic
def release(
    *,
    brand_id: UUID,
    submission_id: UUID,
    kind: str,
    answer: str,
    by: Actor,
    at: datetime,
    asset_id: UUID | None = None,
    context: facts.Body | None = None,
) -> Release:
    """Write down an answer. A later one to the same question counts instead of it. Raises ValidationError.

    `context` says how we know, in codes and numbers: it stays in the ledger, so it names nobody.
    """
    accounts_permissions.require(permissions.can_grant(by, brand_id))
    fact = Release(
        brand_id=brand_id,
        submission_id=submission_id,
        asset_id=asset_id,
        at=at,
        kind=kind,
        answer=answer,
        allows=validators.allows(kind, answer),
    )
    chain.append_fact(fact, by=by, context=context)
    return fact


@transaction.atomic
def revoke(
    *,
    brand_id: UUID,
    submission_id: UUID,
    by: Actor,
    at: datetime,
    asset_id: UUID | None = None,
    channels: Iterable[str] | None = None,
    additions: Iterable[str] | None = None,
    context: facts.Body | None = None,
) -> Revocation:
    """Take back every grant so far, of the submission or one asset: wholly, for some channels, or only its additions.

    It may be done again and again: each time is a fact. `context` says how we know, in codes and numbers. Raises
    ValidationError for an unknown channel or addition.
    """
    accounts_permissions.require(permissions.can_revoke(by, brand_id))
    fact = Revocation(
        brand_id=brand_id,
        submission_id=submission_id,
        asset_id=asset_id,
        at=at,
        channels=None if channels is None else validators.clean_channels(channels),
        additions=None if additions is None else validators.clean_additions(additions),
        by=by.reference,
    )
    chain.append_fact(fact, by=by, context=context)
    return fact


@transaction.atomic
def forget(*, brand_id: UUID, person: UUID, by: Actor) -> int:
    """Erase the salts of a person's commitments and return how many; the ledger stays whole."""
    accounts_permissions.require(permissions.can_revoke(by, brand_id))
    erased, _by_model = Opening.objects.filter(brand_id=brand_id, person=person).delete()
    return erased
