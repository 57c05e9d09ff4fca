"""Links in mails lead to the site, not to where a request pretended to come from."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def test_a_password_link_leads_to_the_site_whatever_host_the_request_named(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    user = factories.user()

    asked = Client(HTTP_HOST="localhost:6666").post("/accounts/password/reset/", {"email": user.email})

    assert asked.status_code == 302
    [mail] = mailoutbox
    [address] = re.findall(r"https?://\S+", str(mail.body))
    assert address.startswith(f"{settings.SITE_URL}/accounts/password/reset/key/")


@pytest.mark.parametrize("what", ["reset", "unknown address", "confirmation"])
def test_no_mail_of_signing_in_names_the_host_of_a_request(mailoutbox: list[EmailMultiAlternatives], what: str) -> None:
    user = factories.user()
    client = Client(HTTP_HOST="localhost:6666")
    if what == "confirmation":
        EmailAddress.objects.filter(user=user).update(verified=False)
        client.force_login(user)
        client.post("/accounts/email/", {"email": user.email, "action_send": ""})
    else:
        address = user.email if what == "reset" else "nobody@example.org"
        client.post("/accounts/password/reset/", {"email": address})
    [mail] = mailoutbox
    said = "\n".join([str(mail.subject), str(mail.body), *(str(part[0]) for part in mail.alternatives)])
    assert "6666" not in said
    found = re.findall(r"https?://\S+", said)
    assert all(link.startswith(f"{settings.SITE_URL}/") for link in found)
    assert bool(found) == (what != "confirmation")  # which carries a code


@pytest.mark.parametrize("what", ["reset", "unknown address", "confirmation"])
def test_who_asks_for_a_mail_that_cannot_go_out_is_told_so(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether somebody is known there or not."""

    def refused(*_args: object, **_kwargs: object) -> int:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refused)
    user, client = factories.user(), Client()
    page, said = "/accounts/password/reset/", {"email": user.email}
    if what == "unknown address":
        said = {"email": "nobody@example.org"}
    if what == "confirmation":
        EmailAddress.objects.filter(user=user).update(verified=False)
        page, said = "/accounts/login/", {"login": user.email, "password": factories.PASSWORD}
    answer = client.post(page, said, follow=True)
    assert answer.redirect_chain[0] == (page, 302)
    assert "Our mail does not go out just now." in answer.content.decode()


def test_a_list_that_missed_a_proxy_is_no_error_and_the_connection_is_counted(settings: Any) -> None:
    """Whoever writes another first entry each time gets no fresh tries at a password either."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    tried = {"login": "nobody@example.org", "password": "wrong"}

    def answer(forwarded: str, remote: str) -> int:
        client = Client(headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=remote)
        return client.post("/accounts/login/", tried).status_code

    said = [answer(forwarded, "198.51.100.7") for forwarded in ("203.0.113.9", "nonsense, 192.0.2.1", "203.0.113.8")]
    assert said == [200, 200, 429]
    assert answer("203.0.113.9", "198.51.100.8") == 200
