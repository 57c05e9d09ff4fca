"""Wrong passwords: a stranger's tries keep no member out, and many connections together guess nothing."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import adapters, devices
from accounts.models import User
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
HOME, STRANGER = "203.0.113.9", "198.51.100.7"
LOCKED = "Too many failed login attempts"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def member() -> User:
    return factories.user()


def tried(client: Client, user: User, password: str, address: str) -> Any:
    said = {"login": user.email, "password": password}
    return client.post("/accounts/login/", said, REMOTE_ADDR=address)


def locked(answer: Any) -> bool:
    return answer.status_code == 200 and LOCKED in answer.content.decode()


def test_wrong_tries_of_a_stranger_keep_no_member_out(member: User) -> None:
    answers = [tried(Client(), member, "wrong", STRANGER) for _ in range(6)]
    assert [locked(answer) for answer in answers] == [False] * 5 + [True]
    assert tried(Client(), member, PASSWORD, HOME).status_code == 302
    # The control: the stranger is locked out, also with the right password.
    assert locked(tried(Client(), member, PASSWORD, STRANGER))


def test_a_home_of_ipv6_is_one_connection_here_too(member: User) -> None:
    for number in range(5):
        tried(Client(), member, "wrong", f"2001:db8:1:2::{number}")
    assert locked(tried(Client(), member, PASSWORD, "2001:db8:1:2::ffff"))
    assert tried(Client(), member, PASSWORD, "2001:db8:1:3::1").status_code == 302


def test_many_connections_together_are_limited_and_a_known_browser_is_not(
    member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(adapters._AT_AN_ACCOUNT, "config", {"tries": "3/h/key"})
    own = Client()
    assert tried(own, member, PASSWORD, HOME).status_code == 302
    own.post("/accounts/logout/")
    answers = [tried(Client(), member, "wrong", f"198.51.100.{number}") for number in range(4)]
    assert [locked(answer) for answer in answers] == [False] * 3 + [True]
    assert tried(own, member, PASSWORD, STRANGER).status_code == 302
    assert locked(tried(Client(), member, PASSWORD, HOME))  # the control: the same without the cookie


def test_a_known_browser_has_few_tries_too(member: User) -> None:
    own = Client()
    tried(own, member, PASSWORD, HOME)
    own.post("/accounts/logout/")
    answers = [tried(own, member, "wrong", f"198.51.100.{number}") for number in range(6)]
    assert [locked(answer) for answer in answers] == [False] * 5 + [True]


def test_a_browser_is_known_for_its_own_account_alone(member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(adapters._AT_AN_ACCOUNT, "config", {"tries": "1/h/key"})
    other = factories.user()
    strange = Client()
    assert tried(strange, other, PASSWORD, STRANGER).status_code == 302
    strange.post("/accounts/logout/")
    assert strange.cookies[devices.COOKIE].value
    assert not locked(tried(strange, member, "wrong", STRANGER))
    assert locked(tried(strange, member, PASSWORD, STRANGER))


def test_the_cookie_is_signed_and_for_the_server_alone(member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    tried(client, member, PASSWORD, HOME)
    cookie = client.cookies[devices.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert member.email not in cookie.value
    monkeypatch.setitem(adapters._AT_AN_ACCOUNT, "config", {"tries": "1/h/key"})
    forged = Client()
    forged.cookies[devices.COOKIE] = cookie.value[:-1] + ("a" if cookie.value[-1] != "a" else "b")
    tried(forged, member, "wrong", STRANGER)
    assert locked(tried(forged, member, PASSWORD, "198.51.100.8"))


def test_right_passwords_are_not_counted_and_a_new_one_by_mail_opens(
    member: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    monkeypatch.setitem(adapters._AT_AN_ACCOUNT, "config", {"tries": "2/h/key"})
    for number in range(4):
        assert tried(Client(), member, PASSWORD, f"203.0.113.{number}").status_code == 302
    for number in range(2):
        tried(Client(), member, "wrong", f"198.51.100.{number}")
    assert locked(tried(Client(), member, PASSWORD, HOME))
    client = Client()
    client.post("/accounts/password/reset/", {"email": member.email}, REMOTE_ADDR=HOME)
    (link,) = [word for word in str(mailoutbox[0].body).split() if "/password/reset/key/" in word]
    form = client.get(urlsplit(link).path, follow=True, REMOTE_ADDR=HOME)
    changed = {"password1": "a-new-pass-phrase-9", "password2": "a-new-pass-phrase-9"}
    client.post(form.redirect_chain[-1][0], changed, REMOTE_ADDR=HOME)
    assert tried(Client(), member, "a-new-pass-phrase-9", HOME).status_code == 302
