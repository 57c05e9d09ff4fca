"""Whose connection a limit counts: proxies of ours are believed, what a visitor writes is not."""

from typing import Any

import pytest
from django.test import RequestFactory

from core import connections
from portals import shared

CONNECTION = "198.51.100.7"


def seen(settings: Any, *, proxies: int, forwarded: str | None, remote: str = CONNECTION) -> str:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return connections.client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote).META)


@pytest.mark.parametrize("forged", [None, "203.0.113.9", "203.0.113.9, 203.0.113.10", "not an address", ""])
def test_without_proxies_nothing_that_is_said_changes_the_address(settings: Any, forged: str | None) -> None:
    assert seen(settings, proxies=0, forwarded=forged) == CONNECTION


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # the left one is a visitor's own word
        (2, "1.1.1.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (2, "203.0.113.9,192.0.2.1", "203.0.113.9"),
        (1, "203.0.113.9:51234", "203.0.113.9"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
    ],
)
def test_with_proxies_the_address_that_the_outermost_saw_counts(
    settings: Any, proxies: int, forwarded: str, expected: str
) -> None:
    assert seen(settings, proxies=proxies, forwarded=forwarded, remote="192.0.2.2") == expected


@pytest.mark.parametrize("forwarded", [None, "", "203.0.113.9", "nonsense, 192.0.2.1", "<script>,192.0.2.1"])
def test_a_list_that_did_not_pass_all_proxies_is_not_believed(settings: Any, forwarded: str | None) -> None:
    assert seen(settings, proxies=2, forwarded=forwarded) == CONNECTION


def test_a_socket_without_an_address_is_one_connection(settings: Any) -> None:
    assert seen(settings, proxies=0, forwarded="203.0.113.9", remote="") == "unknown"


def test_ipv4_in_the_clothes_of_ipv6_is_ipv4(settings: Any) -> None:
    """Where a limit takes the first 64 bits, all of IPv4 was one connection."""
    assert seen(settings, proxies=0, forwarded=None, remote="::ffff:203.0.113.9") == "203.0.113.9"
    assert seen(settings, proxies=1, forwarded="::ffff:203.0.113.9") == "203.0.113.9"
    assert seen(settings, proxies=0, forwarded=None, remote="2001:db8::1") == "2001:db8::1"


def test_a_home_of_ipv6_is_one_connection() -> None:
    assert connections.connection_of("2001:db8:1:2::3") == connections.connection_of("2001:db8:1:2:ffff::9")
    assert connections.connection_of("2001:db8:1:2::3") != connections.connection_of("2001:db8:1:3::3")
    assert connections.connection_of("::ffff:203.0.113.9") == connections.connection_of("203.0.113.9") == "203.0.113.9"
    assert connections.connection_of("unknown") == "unknown"


def test_homes_of_ipv6_stand_in_a_network_and_others_do_not() -> None:
    assert connections.site_of("2001:db8:1:2::3") == connections.site_of("2001:db8:1:ffff::9") == "2001:db8:1::/48"
    assert connections.site_of("2001:db8:2::3") == "2001:db8:2::/48"
    assert [connections.site_of(other) for other in ("203.0.113.9", "::ffff:203.0.113.9", "unknown")] == [""] * 3


def test_a_spoofed_header_gets_nobody_a_fresh_quota(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    requests = [RequestFactory().get("/", headers={"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(5)]
    assert len({shared.visitor_key(request, purpose="uploads") for request in requests}) == 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the control: believed, they are five
    assert len({shared.visitor_key(request, purpose="uploads") for request in requests}) == 5
