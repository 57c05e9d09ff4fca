"""The lock of a log-in counts for the account, whatever host a request names; an unproven address is nobody's."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Invitation, Membership, User
from accounts.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD, WRONG = "correct horse battery", "wrong horse battery"
COLLEAGUE = "colleague@example.org"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def person(email: str = "ada@example.org") -> User:
    made = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=made, email=email, primary=True, verified=True)
    return made


def log_in(password: str, *, host: str, address: str, email: str = "ada@example.org") -> bool:
    client = Client(HTTP_HOST=host, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": email, "password": password})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@example.org", " ada@example.org "])
def test_another_host_gives_no_fresh_tries(email: str) -> None:
    """`Host: localhost:1001`, `localhost:1002` and so on went on for ever."""
    person()
    for number in range(5):
        assert not log_in(WRONG, host=f"localhost:{1000 + number}", address="203.0.113.99", email=email)
    for host in ("localhost:2000", "127.0.0.1", "localhost"):
        assert not log_in(PASSWORD, host=host, address="203.0.113.99")


@pytest.mark.parametrize("host", ["localhost:1000", "127.0.0.1"])
def test_each_of_the_site_s_names_may_be_signed_in_at(host: str) -> None:
    """The Host that came is the one that a browser's Origin is compared with."""
    person()
    client = Client(enforce_csrf_checks=True, HTTP_HOST=host)
    client.get("/accounts/login/")
    sent = {"login": "ada@example.org", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    for origin, status in (("http://elsewhere.example", 403), (f"http://{host}", 302)):
        assert client.post("/accounts/login/", sent, headers={"Origin": origin}).status_code == status


def test_four_mistakes_lock_nobody_out() -> None:
    """The control."""
    person()
    for number in range(4):
        assert not log_in(WRONG, host=f"localhost:{1000 + number}", address="203.0.113.99")
    assert log_in(PASSWORD, host="localhost", address="203.0.113.99")


def test_another_account_has_its_own_count() -> None:
    person()
    person("ben@example.org")
    for number in range(6):
        log_in(WRONG, host="localhost", address=f"203.0.113.{number}")
    assert log_in(PASSWORD, host="localhost", address="203.0.113.99", email="ben@example.org")


@pytest.fixture
def squatter() -> Client:
    """A viewer of one brand who adds the address of somebody whom another brand will invite."""
    viewer = person("viewer@example.org")
    Membership.objects.create(brand=factories.brand(), user=viewer, role=Role.VIEWER, created_at=factories.NOW)
    client = Client()
    client.post("/accounts/login/", {"login": viewer.email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    client.post("/accounts/email/", {"action_add": "", "email": COLLEAGUE})
    return client


def invited() -> str:
    brand = factories.brand()
    _row, secret = services.invite(
        brand=brand, email=COLLEAGUE, role=Role.MARKETER, by=factories.member(brand), at=timezone.now()
    )
    return secret


def test_an_address_that_was_only_added_is_in_no_table(squatter: Client) -> None:
    assert not EmailAddress.objects.filter(email=COLLEAGUE).exists()
    assert not Client().login(email=COLLEAGUE, password=PASSWORD)


def test_a_colleague_signs_up_although_somebody_added_their_address(squatter: Client) -> None:
    client = Client()
    client.get("/accounts/signup/", {"invitation": invited()})
    answer = client.post("/accounts/signup/", {"email": COLLEAGUE, "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302, answer.content
    assert Invitation.objects.get().accepted_at is not None
    assert EmailAddress.objects.get(email=COLLEAGUE).user.email == COLLEAGUE


def test_a_password_is_not_reset_through_an_address_that_was_only_added(
    squatter: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    mailoutbox.clear()
    Client().post("/accounts/password/reset/", {"email": COLLEAGUE})
    assert not any("/password/reset/key/" in str(mail.body) for mail in mailoutbox)


def test_an_address_is_theirs_once_the_code_was_typed_in(
    squatter: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    """The control: who reads the mailbox has the address."""
    [mail] = [mail for mail in mailoutbox if mail.to == [COLLEAGUE]]
    [code] = re.findall(r"^[A-Z0-9]+-?[A-Z0-9]+$", str(mail.body), re.MULTILINE)
    answer: Any = squatter.post("/accounts/confirm-email/", {"code": code})
    assert answer.status_code == 302
    assert EmailAddress.objects.get(email=COLLEAGUE).verified


def test_a_wrong_code_proves_nothing_and_tries_end(squatter: Client) -> None:
    for _ in range(4):
        squatter.post("/accounts/confirm-email/", {"code": "AAA-AAA"})
    assert not EmailAddress.objects.filter(email=COLLEAGUE).exists()
