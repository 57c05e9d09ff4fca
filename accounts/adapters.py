"""How django-allauth behaves here: signing up takes an invitation, and following one's link makes a member.

The link leads to the sign-up page. Its secret waits in the session until the person is signed in, by whatever
way: a new account, an existing one with a second factor, or one that is signed in already.
"""

import logging
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import headed_redirect_response
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import devices, emails, queries, services
from accounts.models import Invitation, User
from core import connections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
# Of all browsers that are not known there: nobody guesses a password in so few, and few members need more in an hour.
_AT_AN_ACCOUNT: dict[str, Any] = {"app": "accounts", "action": "tries", "config": {"tries": "50/h/key"}}
_PARAMETER = "invitation"  # the name in the address and in the session


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for members."""

    def is_open_for_signup(self, request: "HttpRequest") -> bool:
        """Say yes to somebody with a valid invitation; who has an account already is sent to sign in."""
        invitation = _waiting(request)
        if invitation is None:
            return False
        # The link came by mail, so whoever follows it reads that mailbox.
        self.stash_verified_email(request, invitation.email)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise ImmediateHttpResponse(headed_redirect_response("account_login"))
        return True

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Let a mail speak of Fanfare, and not of a host. Who asked for one that cannot go out now is told so.

        It is asked for again by hand: a code or a link to sign in by waits in no row.
        """
        ours = {"current_site": SimpleNamespace(name="Fanfare", domain=settings.SITE_HOST)}
        try:
            super().send_mail(template_prefix, email, {**context, **ours})
        except emails.NOT_SENT as error:
            asked = self.request.resolver_match
            if self.request.method != "POST" or asked is None or asked.kwargs:
                raise
            log.error("A mail for signing in could not be sent: %s", type(error).__name__)  # in a line
            messages.error(self.request, _("Our mail does not go out just now. Please try again in a few minutes."))
            raise ImmediateHttpResponse(headed_redirect_response(asked.view_name)) from error

    def _get_login_attempts_cache_key(self, request: "HttpRequest", **credentials: Any) -> str:
        """Count wrong passwords for an account from one connection, or from one browser that signed in there before.

        The original counts for the account wherever tries come from, so that anybody keeps a member out, and for each
        Host header, ports included.
        """
        account = _account(credentials)
        device = _device(request, account)
        return f"{account} {device or connections.connection_of(self.get_client_ip(request))}"

    def pre_authenticate(self, request: "HttpRequest", **credentials: Any) -> None:
        """Count all tries at an account together, too: many connections are no way to guess its password."""
        super().pre_authenticate(request, **credentials)
        account = _account(credentials)
        self._tries = None
        if _device(request, account):
            return
        self._tries = ratelimit.consume(request, key=account, **_AT_AN_ACCOUNT)
        if not self._tries:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """Count no right password."""
        super()._rollback_login_failed_rl_usage()
        if tries := getattr(self, "_tries", None):
            tries.rollback()

    def _delete_login_attempts_cached_email(self, request: "HttpRequest", **credentials: Any) -> None:
        """Let who chose a new password by mail use it."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, key=_account(credentials), **_AT_AN_ACCOUNT)

    def get_client_ip(self, request: "HttpRequest") -> str:
        """Name the connection as our own pages do."""
        return connections.client_address(request.META)

    def clean_email(self, email: str) -> str:
        """Keep the address to which the invitation was sent: another one proves nothing."""
        address: str = super().clean_email(email)
        invitation = _waiting(self.request)
        if invitation is not None and invitation.email.casefold() != address.casefold():
            raise ValidationError(_("Please use the e-mail address that got the invitation."), code="invitation")
        return address

    def post_login(self, request: "HttpRequest", user: User, **details: Any) -> "HttpResponse":
        """Take up an invitation that waited for this."""
        _take_up(request, user)
        response: HttpResponse = super().post_login(request, user, **details)
        _remember(response, _account({"email": user.email}))
        return response

    def get_login_redirect_url(self, request: "HttpRequest") -> str:
        """Take up an invitation also when the person who follows the link is signed in."""
        assert request.user.is_authenticated  # allauth asks only then
        _take_up(request, request.user)
        url: str = super().get_login_redirect_url(request)
        return url


def _account(credentials: "Mapping[str, Any]") -> str:
    return str(credentials.get("email", "")).strip().casefold()


def _device(request: "HttpRequest", account: str) -> str:
    cookie = request.get_signed_cookie(devices.COOKIE, default="", salt=devices.SALT, max_age=devices.SECONDS)
    return devices.known(str(cookie), account)


def _remember(response: "HttpResponse", account: str) -> None:
    response.set_signed_cookie(
        devices.COOKIE,
        devices.told(account),
        salt=devices.SALT,
        max_age=devices.SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _secret(request: "HttpRequest") -> str:
    """Return the secret of the address, remembered for the requests that follow, or the remembered one."""
    if secret := request.GET.get(_PARAMETER, ""):
        request.session[_PARAMETER] = secret
        return str(secret)
    return str(request.session.get(_PARAMETER, ""))


def _waiting(request: "HttpRequest") -> Invitation | None:
    secret = _secret(request)
    return queries.invitation_by_secret(secret, timezone.now()) if secret else None


def _take_up(request: "HttpRequest", user: User) -> None:
    secret = _secret(request)
    request.session.pop(_PARAMETER, None)
    if not secret:
        return
    try:
        membership = services.accept_invitation(secret=secret, user=user, at=timezone.now())
    except services.InvitationInvalid as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Welcome! You are now with %(brand)s.") % {"brand": membership.brand.name})
