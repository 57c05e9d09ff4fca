"""API tokens: made for oneself, shown once, revocable at any time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import permissions, tokens, validators
from accounts.actors import Actor
from accounts.models import ApiToken, Brand, Membership, User
from accounts.services.audit import record

_PREFIX_LENGTH = 8
_USE_NOTED_EVERY = timedelta(minutes=5)


@transaction.atomic
def create_token(
    *,
    brand: Brand,
    user: User,
    name: str,
    scopes: Iterable[str],
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token for a member and return it with its secret, which is stored nowhere.

    People make tokens for themselves, signed in on the pages: a token cannot make tokens, and nobody,
    not even an owner, makes one in another's name. Raises ValidationError.
    """
    own = permissions.is_member(by, brand.id) and by.user_id == user.pk and by.scopes is None
    permissions.require(own or permissions.is_system(by))
    membership = Membership.objects.filter(brand=brand, user=user).first()
    permissions.require(membership is not None)
    wanted = validators.clean_scopes(list(scopes))
    if membership is not None and not set(wanted) <= set(permissions.scopes_of(membership.role)):
        raise ValidationError({"scopes": [_("A token cannot do more than your role allows.")]})
    if expires_at is not None and expires_at <= at:
        raise ValidationError({"expires_at": [_("Choose a moment in the future.")]})
    secret = tokens.new()
    token = ApiToken.objects.create(
        brand=brand,
        user=user,
        name=validators.plain_line(name)[:80] or _("Token"),
        prefix=secret[:_PREFIX_LENGTH],
        token_hash=tokens.digest(secret),
        scopes=wanted,
        created_at=at,
        expires_at=expires_at,
    )
    record(brand=brand, by=by, action="token.create", subject=f"token:{token.id}", at=at, detail={"scopes": wanted})
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, at: datetime) -> None:
    """Make a token useless: its owner may, and an owner of the brand. Doing it twice changes nothing."""
    own = permissions.is_member(by, token.brand_id) and by.user_id == token.user_id
    permissions.require(own or permissions.can_manage(by, token.brand_id))
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record(brand=token.brand, by=by, action="token.revoke", subject=f"token:{token.id}", at=at)


def note_token_use(*, token_id: UUID, at: datetime) -> None:
    """Remember when a token was last used, to five minutes: a busy client does not write on each call."""
    seldom = Q(last_used_at=None) | Q(last_used_at__lt=at - _USE_NOTED_EVERY)
    ApiToken.objects.filter(seldom, pk=token_id).update(last_used_at=at)
