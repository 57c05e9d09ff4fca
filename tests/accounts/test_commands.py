"""`create_brand` and `token`: what an operator types first."""

import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts import queries
from accounts.models import Brand, User
from accounts.roles import Role
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_create_brand_prints_a_link_that_sets_the_password_once(client: Client) -> None:
    printed = run("create_brand", "nord-kaffee", "--owner", "ada@example.org")
    assert Brand.objects.get(slug="nord-kaffee").name == "Nord Kaffee"
    found = re.search(rf"{re.escape(settings.SITE_URL)}(\S+)", printed)
    assert found
    page = client.get(found[1], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(email="ada@example.org").check_password(PASSWORD)
    assert client.get(found[1], follow=True).context["token_fail"] is True


def test_create_brand_for_a_known_person_prints_where_to_sign_in() -> None:
    factories.user("ada@example.org")
    printed = run("create_brand", "nord", "--owner", "ada@example.org", "--name", "Nord")
    assert f"{settings.SITE_URL}/accounts/login/" in printed


def test_create_brand_refuses_in_one_sentence() -> None:
    factories.brand("nord")
    for arguments in (("nord", "--owner", "ada@example.org"), ("new", "--owner", "nobody")):
        with pytest.raises(CommandError, match=r"^[^\n]+\.$"):
            run("create_brand", *arguments)


def test_token_is_alone_on_stdout_and_works() -> None:
    brand = factories.brand("nord", owner_email="ada@example.org")
    printed = run("token", "ADA@example.org", "--brand", "nord")
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}\n", printed)
    found = queries.actor_of_token(printed.strip(), timezone.now())
    assert found
    assert (found[1], found[0].role, found[0].scopes) == (
        brand,
        Role.OWNER,
        frozenset({"read", "moderate", "curate", "export"}),
    )


def test_token_takes_scopes() -> None:
    factories.brand("nord", owner_email="ada@example.org")
    secret = run("token", "ada@example.org", "--brand", "nord", "--scopes", "read", "originals").strip()
    found = queries.actor_of_token(secret, timezone.now())
    assert found
    assert found[0].scopes == frozenset({"read", "originals"})


@pytest.mark.parametrize(
    "arguments",
    [
        ("bob@example.org", "--brand", "nord"),
        ("ada@example.org", "--brand", "other"),
        ("viewer@example.org", "--brand", "nord", "--scopes", "export"),
    ],
)
def test_token_refuses_in_one_sentence(arguments: tuple[str, ...]) -> None:
    from accounts.models import Membership

    brand = factories.brand("nord", owner_email="ada@example.org")
    factories.brand("other")
    viewer = factories.user("viewer@example.org")
    Membership.objects.create(brand=brand, user=viewer, role=Role.VIEWER, created_at=factories.NOW)
    with pytest.raises(CommandError, match=r"^[^\n]+\.$"):
        run("token", *arguments)
