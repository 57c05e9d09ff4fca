"""Bearer tokens for members, the `Contributor-Token` header for contributors. No session, so no CSRF."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from accounts import queries as accounts_queries, services as accounts_services
from accounts.actors import VISITOR, Actor
from portals import shared

if TYPE_CHECKING:
    from accounts.models import Brand, Contributor


class Caller:
    """Who calls the API: `request.user`. Anonymous callers have no brand."""

    def __init__(self, actor: Actor, brand: "Brand | None") -> None:
        self.actor = actor
        self.brand = brand
        self.is_authenticated = brand is not None
        self.is_active = True
        self.pk = actor.user_id


ANONYMOUS = Caller(VISITOR, None)


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: Request) -> tuple[Caller, str] | None:
        parts = get_authorization_header(request).split()
        if not parts:
            return None
        if len(parts) != 2 or parts[0].lower() != b"bearer":
            raise exceptions.AuthenticationFailed(_("Send the header “Authorization: Bearer <token>”."))
        try:
            secret = parts[1].decode("ascii")
        except UnicodeDecodeError as error:
            raise exceptions.AuthenticationFailed(_("This token is not valid.")) from error
        found = accounts_queries.actor_of_token(secret, shared.now())
        if found is None:
            raise exceptions.AuthenticationFailed(_("This token is not valid, was revoked or has expired."))
        actor, brand = found
        if actor.token_id is not None:
            accounts_services.note_token_use(token_id=actor.token_id, at=shared.now())
        return Caller(actor, brand), secret

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def contributor(request: Request) -> "Contributor":
    """The contributor whose token the header carries; anything else is not found, whatever the cause."""
    secret = request.headers.get("Contributor-Token", "")
    found = accounts_queries.contributor_by_token(secret) if secret.isascii() and len(secret) < 200 else None
    if found is None:
        raise exceptions.NotFound
    return found


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the schema what the header looks like."""

    target_class = "portals.api.authentication.BearerToken"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
