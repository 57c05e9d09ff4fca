"""Where a request came from: our own proxies are believed, what a visitor writes is not. Pure."""

import ipaddress
from collections.abc import Mapping
from typing import Any

UNKNOWN = "unknown"  # behind a socket without an address; all of these are one connection


def client_address(meta: Mapping[str, Any], *, proxies: int) -> str:
    """The visitor's address: as our outermost trusted proxy saw it, or as the web server did where there is none.

    `meta` is that of a request.
    Each proxy appends whom it saw, so the entries from the right are ours and all further left is anybody's word.
    """
    seen = str(meta.get("REMOTE_ADDR") or UNKNOWN)
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
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
