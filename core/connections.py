"""Where a request came from: our own proxies are believed, what a visitor writes is not."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings

UNKNOWN = "unknown"  # behind a socket without an address; all of these are one connection


def client_address(meta: Mapping[str, Any]) -> str:
    """The visitor's address: as our outermost trusted proxy saw it, or as the web server did where there is none.

    `meta` is that of a request; a list of proxies that is too short is no error of the visitor.
    Each proxy appends whom it saw, so the entries from the right are ours and all further left is anybody's word.
    """
    seen = str(meta.get("REMOTE_ADDR") or UNKNOWN)
    # A server that listens for both kinds writes IPv4 as `::ffff:192.0.2.1`: one network of IPv6 for all of it.
    seen = _plain_address(seen) or seen
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies <= 0:
        return seen
    named = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    # A shorter list did not come through all of our proxies: nothing in it is known to be true.
    return (_plain_address(named[-proxies]) if len(named) >= proxies else "") or seen


def _plain_address(text: str) -> str:
    """An entry without its port and in one spelling; empty when it is no address."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def connection_of(address: str) -> str:
    """What a limit counts as one connection: an IPv6 provider gives each home a whole network, and phones change."""
    return _network(address, 64)


def site_of(address: str) -> str:
    """The network in which somebody may hold very many such connections: an IPv6 /48. Empty for anything else."""
    network = _network(address, 48)
    return network if network.endswith("/48") else ""


def _network(address: str, prefix: int) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, prefix), strict=False))
    return str(found)
