"""Invitations: by link, for one address, once; also through the sign-up pages."""

from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from anymail.exceptions import AnymailAPIError
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import emails, queries, services, tokens
from accounts.models import Brand, Invitation, Membership, User
from accounts.roles import Role
from tests import factories
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db
NEW = "new@example.org"


def invite(brand: Brand, email: str = NEW, **changes: Any) -> tuple[Invitation, str]:
    usual: dict[str, Any] = {"role": "moderator", "by": factories.owner(brand), "at": NOW}
    return services.invite(brand=brand, email=email, **{**usual, **changes})


# --- The services --------------------------------------------------------------------------------


def test_invite_sends_a_link_and_stores_only_its_digest(django_capture_on_commit_callbacks: Any) -> None:
    brand = factories.brand(name="Nord Kaffee")
    with django_capture_on_commit_callbacks(execute=True):
        invitation, secret = invite(brand)
    assert invitation.token_hash == tokens.digest(secret)
    assert invitation.expires_at == NOW + timedelta(days=7)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([NEW], "Nord Kaffee invites you to Fanfare")
    (link,) = [line for line in message.body.splitlines() if line.startswith("http")]
    assert link == emails.invitation_url(secret)
    assert link.startswith(settings.SITE_URL)
    assert parse_qs(urlsplit(link).query) == {"invitation": [secret]}


@pytest.mark.parametrize("error", [SMTPException, ConnectionRefusedError, AnymailAPIError])
def test_invite_stays_when_the_mail_server_is_down(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(_subject: str, body: str, *_more: Any) -> int:
        raise error(f"refused: {body}")

    monkeypatch.setattr(emails, "send_mail", down)
    brand = factories.brand()
    invitation, secret = invite(brand)
    assert emails.send_invitation(invitation=invitation, secret=secret) is False
    assert secret not in caplog.text
    assert f"{invitation.pk} could not be sent: {error.__name__}" in caplog.text
    assert queries.invitation_by_secret(secret, NOW) == invitation


def test_invite_again_replaces_the_open_invitation() -> None:
    brand = factories.brand()
    first, old = invite(brand)
    second, new = invite(brand, NEW.upper(), role="viewer")
    assert list(queries.invitations(factories.owner(brand))) == [second]
    assert queries.invitation_by_secret(old, NOW) is None
    assert queries.invitation_by_secret(new, NOW) == second
    first.refresh_from_db()
    assert first.revoked_at == NOW


def test_invite_refuses_members_and_nonsense() -> None:
    brand = factories.brand(owner_email="ada@example.org")
    with pytest.raises(services.AlreadyMember):
        invite(brand, "ADA@example.org")
    with pytest.raises(ValidationError):
        invite(brand, "nobody")
    with pytest.raises(ValidationError):
        invite(brand, role="king")
    assert not Invitation.objects.exists()


def test_accept_makes_a_member_once() -> None:
    brand = factories.brand()
    invitation, secret = invite(brand)
    user = factories.user(NEW.upper())
    membership = services.accept_invitation(secret=secret, user=user, at=NOW)
    assert (membership.brand, membership.role) == (brand, Role.MODERATOR)
    invitation.refresh_from_db()
    assert invitation.accepted_at == NOW
    with pytest.raises(services.InvitationInvalid):
        services.accept_invitation(secret=secret, user=user, at=NOW)
    assert Membership.objects.filter(brand=brand, user=user).count() == 1


def test_accept_refuses_who_was_not_meant_and_what_has_ended() -> None:
    brand = factories.brand()
    invitation, secret = invite(brand)
    user = factories.user(NEW)
    refused = [
        (secret, factories.user("eve@example.org"), NOW),
        (secret, user, invitation.expires_at),
        ("guessed", user, NOW),
        ("", user, NOW),
    ]
    for tried, who, at in refused:
        with pytest.raises(services.InvitationInvalid):
            services.accept_invitation(secret=tried, user=who, at=at)
    services.revoke_invitation(invitation=invitation, by=factories.owner(brand), at=NOW)
    services.revoke_invitation(invitation=invitation, by=factories.owner(brand), at=NOW)
    with pytest.raises(services.InvitationInvalid):
        services.accept_invitation(secret=secret, user=user, at=NOW)
    assert not Membership.objects.filter(brand=brand, user=user).exists()


def test_accept_keeps_the_role_of_somebody_who_joined_meanwhile() -> None:
    brand = factories.brand()
    _invitation, secret = invite(brand)
    user = factories.user(NEW)
    Membership.objects.create(brand=brand, user=user, role=Role.MARKETER, created_at=NOW)
    assert services.accept_invitation(secret=secret, user=user, at=NOW).role == Role.MARKETER


# --- The pages -----------------------------------------------------------------------------------


@pytest.fixture
def link(monkeypatch: pytest.MonkeyPatch) -> tuple[Brand, str]:
    monkeypatch.setattr("accounts.adapters.timezone.now", lambda: NOW)
    brand = factories.brand()
    _invitation, secret = invite(brand)
    return brand, f"{reverse('account_signup')}?invitation={secret}"


def sign_up(client: Client, email: str) -> Any:
    fields = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("account_signup"), fields)


def member_of(brand: Brand, email: str = NEW) -> bool:
    return Membership.objects.filter(brand=brand, user__email__iexact=email).exists()


def test_sign_up_is_closed_without_an_invitation(client: Client, link: tuple[Brand, str]) -> None:
    for address in (reverse("account_signup"), f"{reverse('account_signup')}?invitation=guessed"):
        assert client.get(address).templates[0].name == "account/signup_closed.html"
    sign_up(client, NEW)
    assert not User.objects.filter(email=NEW).exists()


def test_sign_up_with_an_invitation_makes_a_member_with_a_proven_address(
    client: Client, link: tuple[Brand, str]
) -> None:
    brand, address = link
    page = client.get(address)
    assert page.templates[0].name == "account/signup.html"
    assert page.context["form"].fields["email"].initial == NEW
    assert sign_up(client, NEW).status_code == 302
    assert member_of(brand)
    assert EmailAddress.objects.get(email=NEW).verified
    assert "invitation" not in client.session
    # and the door is closed again
    client.logout()
    assert client.get(address).templates[0].name == "account/signup_closed.html"


def test_sign_up_takes_only_the_invited_address(client: Client, link: tuple[Brand, str]) -> None:
    brand, address = link
    client.get(address)
    answer = sign_up(client, "eve@example.org")
    assert "email" in answer.context["form"].errors
    assert not User.objects.filter(email="eve@example.org").exists()
    assert not member_of(brand)


def test_who_has_an_account_is_sent_to_sign_in_and_joins_there(client: Client, link: tuple[Brand, str]) -> None:
    brand, address = link
    factories.user(NEW)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("account_login"))
    client.post(reverse("account_login"), {"login": NEW, "password": PASSWORD})
    assert member_of(brand)


def test_who_is_signed_in_joins_by_following_the_link(client: Client, link: tuple[Brand, str]) -> None:
    brand, address = link
    client.force_login(factories.user(NEW))
    assert client.get(address).status_code == 302
    assert member_of(brand)


def test_who_is_signed_in_as_somebody_else_is_told(client: Client, link: tuple[Brand, str]) -> None:
    from django.contrib.messages import get_messages

    brand, address = link
    client.force_login(factories.user("eve@example.org"))
    answer = client.get(address)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "This invitation was sent to another e-mail address."
    ]
    assert not member_of(brand, "eve@example.org")


def test_signing_in_without_an_invitation_changes_nothing(client: Client) -> None:
    factories.user(NEW)
    answer = client.post(reverse("account_login"), {"login": NEW, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, settings.LOGIN_REDIRECT_URL)
    assert not Membership.objects.filter(user__email=NEW).exists()
    # Signed in already, the sign-in page leads on.
    assert client.get(reverse("account_login")).status_code == 302
