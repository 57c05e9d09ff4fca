"""Browsers that signed in before: tries of strangers do not keep their owner out. It opens nothing and proves nobody.

A signed cookie names the account by a keyed hash and the browser by chance.
"""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE, SALT = "device", "accounts.devices"
SECONDS = 180 * 24 * 3600


def told(account: str) -> str:
    """What the cookie of a browser says that signed in to this account, an address in small letters."""
    return f"{_hashed(account)}.{secrets.token_hex(8)}"


def known(cookie: str, account: str) -> str:
    """The name of a browser that signed in to this account before; empty for any other. The signature was checked."""
    whose, _dot, name = cookie.partition(".")
    return name if constant_time_compare(whose, _hashed(account)) else ""


def _hashed(account: str) -> str:
    return salted_hmac(SALT, account, algorithm="sha256").hexdigest()
