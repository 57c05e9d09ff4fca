"""Links in mails lead to the site, not to where a request pretended to come from."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def test_a_password_link_leads_to_the_site_whatever_host_the_request_named(mailoutbox: list[object]) -> None:
    user = factories.user()

    asked = Client(HTTP_HOST="localhost:6666").post("/accounts/password/reset/", {"email": user.email})

    assert asked.status_code == 302
    [mail] = mailoutbox
    [address] = re.findall(r"https?://\S+", mail.body)  # type: ignore[attr-defined]
    assert address.startswith(f"{settings.SITE_URL}/accounts/password/reset/key/")
