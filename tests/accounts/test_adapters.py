"""Links in mails lead to the site, not to where a request pretended to come from."""

import re
from typing import Any

import pytest
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
