"""Invitations into a brand: sent to an address, opened by a secret link, accepted once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails, permissions, tokens, validators
from accounts.actors import Actor
from accounts.models import Brand, Invitation, Membership, User
from accounts.services.audit import record

VALID_FOR = timedelta(days=7)


class AlreadyMember(Exception):
    """Whoever is invited belongs to the brand already."""


class InvitationInvalid(Exception):
    """The link does not open an invitation for this person; the text says why."""


@transaction.atomic
def invite(*, brand: Brand, email: str, role: str, by: Actor, at: datetime) -> tuple[Invitation, str]:
    """Invite an address and send it the link; an open invitation to the same address is replaced.

    Returns the invitation and its secret, which is stored nowhere. Raises AlreadyMember or ValidationError.
    """
    permissions.require(permissions.can_manage(by, brand.id))
    address, wanted = validators.clean_email(email), validators.clean_role(role)
    Brand.objects.select_for_update().get(pk=brand.pk)
    if Membership.objects.filter(brand=brand, user__email__iexact=address).exists():
        raise AlreadyMember(_("This person is a member already."))
    Invitation.objects.filter(brand=brand, email__iexact=address, accepted_at=None, revoked_at=None).update(
        revoked_at=at
    )
    secret = tokens.new()
    invitation = Invitation.objects.create(
        brand=brand,
        email=address,
        role=wanted,
        token_hash=tokens.digest(secret),
        invited_by_id=by.user_id,
        created_at=at,
        expires_at=at + VALID_FOR,
    )
    record(
        brand=brand,
        by=by,
        action="member.invite",
        subject=f"invitation:{invitation.id}",
        at=at,
        detail={"role": wanted.value},
    )
    transaction.on_commit(lambda: emails.send_invitation(invitation=invitation, secret=secret))
    return invitation, secret


@transaction.atomic
def accept_invitation(*, secret: str, user: User, at: datetime) -> Membership:
    """Make the invited person a member. Raises InvitationInvalid; a second use of the link does, too."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("brand")
        .filter(token_hash=tokens.digest(secret))
        .first()
    )
    if invitation is None or invitation.revoked_at or invitation.accepted_at or invitation.expires_at <= at:
        raise InvitationInvalid(_("This invitation is no longer valid. Please ask for a new one."))
    if invitation.email.casefold() != user.email.casefold():
        # A forwarded link opens nothing: the address is what the owner chose.
        raise InvitationInvalid(_("This invitation was sent to another e-mail address."))
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    membership, _made = Membership.objects.get_or_create(
        brand=invitation.brand, user=user, defaults={"role": invitation.role, "created_at": at}
    )
    by = Actor(kind="member", brand_id=invitation.brand_id, user_id=user.pk)
    record(brand=invitation.brand, by=by, action="member.join", subject=f"invitation:{invitation.id}", at=at)
    return membership


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Make the link useless. An accepted or revoked invitation stays as it is."""
    permissions.require(permissions.can_manage(by, invitation.brand_id))
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if still_open.update(revoked_at=at):
        record(brand=invitation.brand, by=by, action="member.uninvite", subject=f"invitation:{invitation.id}", at=at)
