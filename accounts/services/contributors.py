"""Contributors: a pseudonym, an erasable identity beside it, and the link to their own page."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions, tokens, validators
from accounts.actors import Actor
from accounts.models import Brand, Contributor, ContributorIdentity, ContributorToken
from accounts.services.audit import record


@transaction.atomic
def create_contributor(*, brand: Brand, name: str, email: str, locale: str, at: datetime) -> tuple[Contributor, str]:
    """Make a new pseudonym with its identity and the secret of its page. Raises ValidationError.

    Each sending gets its own: nobody is merged with an earlier one because an address looks the same.
    """
    address = validators.clean_email(email) if email.strip() else ""
    contributor = Contributor.objects.create(brand=brand, created_at=at)
    identity = ContributorIdentity(
        contributor=contributor, brand=brand, name=validators.plain_line(name), email=address, locale=locale
    )
    identity.clean_fields()
    identity.save(force_insert=True)
    return contributor, issue_contributor_token(contributor=contributor, at=at)


def issue_contributor_token(*, contributor: Contributor, at: datetime) -> str:
    """Make one more link to the contributor's own page; earlier ones keep working."""
    secret = tokens.new()
    ContributorToken.objects.create(contributor=contributor, token_hash=tokens.digest(secret), created_at=at)
    return secret


def confirmation_secret(*, contributor: Contributor, at: datetime) -> str | None:
    """Make the secret of the link that confirms this person's address; None where there is no address."""
    identity = getattr(contributor, "identity", None)
    if identity is None or not identity.email:
        return None
    return tokens.confirmation(str(contributor.pk), identity.email, at=at)


def hold(*, contributor: Contributor) -> bool:
    """Let an erasure or a joining of this person wait until the transaction ends; False when one was faster."""
    Contributor.objects.select_for_update(no_key=True).get(pk=contributor.pk)
    return ContributorIdentity.objects.filter(contributor=contributor).exists()


@transaction.atomic
def note_confirmed_email(*, contributor: Contributor, at: datetime) -> ContributorIdentity | None:
    """Keep the moment at which the address was proven; the first one stays. None when nothing is left to prove.

    The identity's row stays locked until the transaction ends. `submissions.services` tells the ledger.
    """
    # The person first, as erasing and joining do: then none waits for another in a circle.
    Contributor.objects.select_for_update(no_key=True).get(pk=contributor.pk)
    identity = ContributorIdentity.objects.select_for_update().filter(contributor=contributor).first()
    if identity is None or not identity.email:
        return None
    if identity.email_confirmed_at is None:
        identity.email_confirmed_at = at
        identity.save(update_fields=["email_confirmed_at"])
    return identity


def give_email(*, contributor: Contributor, email: str, at: datetime) -> None:
    """Keep an address where there was none. Another one than the known one changes nothing: who owns it?

    Whoever has the link of the page could give it, so until it is proven it goes with the links of that time: see
    `queries.in_reach`. The same one given again holds again.
    """
    identity = getattr(contributor, "identity", None)
    address = validators.clean_email(email)
    if identity is None or not address:
        return
    if not identity.email:
        identity.email, identity.email_confirmed_at, identity.email_kept_at = address, None, at
        identity.save(update_fields=["email", "email_confirmed_at", "email_kept_at"])
    elif identity.email_kept_at is not None and identity.email.lower() == address.lower():
        identity.email_kept_at = at
        identity.save(update_fields=["email_kept_at"])


@transaction.atomic
def remove_email(*, contributor: Contributor, by: Actor) -> bool:
    """Remove an address that was given from the page and that nobody has proven; False where there is none such.

    One that came with what was sent, or was proven, stays: whoever found a link must not take it away. Raises Denied.
    """
    permissions.require(by.kind == "contributor" and by.contributor_id == contributor.pk)
    kept = ContributorIdentity.objects.filter(contributor=contributor, email_confirmed_at=None)
    removed = kept.exclude(email="").exclude(email_kept_at=None).update(email="", email_kept_at=None)
    return bool(removed)


def give_name(*, contributor: Contributor, name: str) -> None:
    """Keep a name where there was none."""
    identity = getattr(contributor, "identity", None)
    if identity is not None and not identity.name:
        identity.name = validators.plain_line(name)
        identity.save(update_fields=["name"])


@transaction.atomic
def block_contributor(*, contributor: Contributor, reason: str, by: Actor, at: datetime) -> None:
    """Take nothing more from this person, nor from their e-mail address. Raises ValidationError without a reason."""
    permissions.require(permissions.can_review(by, contributor.brand_id))
    why = validators.plain_line(reason)[:500]
    if not why:
        raise ValidationError({"reason": [_("Write down why, for your colleagues.")]})
    contributor.blocked_at, contributor.blocked_by_id, contributor.blocked_reason = at, by.user_id, why
    contributor.save(update_fields=["blocked_at", "blocked_by", "blocked_reason"])
    record(brand=contributor.brand, by=by, action="contributor.block", subject=f"contributor:{contributor.id}", at=at)


@transaction.atomic
def unblock_contributor(*, contributor: Contributor, by: Actor, at: datetime) -> None:
    """Let this person send again."""
    permissions.require(permissions.can_review(by, contributor.brand_id))
    contributor.blocked_at, contributor.blocked_by, contributor.blocked_reason = None, None, ""
    contributor.save(update_fields=["blocked_at", "blocked_by", "blocked_reason"])
    record(brand=contributor.brand, by=by, action="contributor.unblock", subject=f"contributor:{contributor.id}", at=at)
