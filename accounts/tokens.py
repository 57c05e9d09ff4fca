"""Secrets that open something: made here, shown once, stored only as a digest; and signed ones, stored nowhere."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core import signing

CONFIRMATION_LIVES = timedelta(days=7)
_CONFIRMATION = "accounts.email-confirmation"


def new() -> str:
    """Return 256 random bits as 43 characters that are safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return the SHA-256 under which a secret is stored. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def confirmation(contributor_id: str, address: str, *, at: datetime) -> str:
    """Return the secret that proves, for seven days, that who opens it reads the mail of this address."""
    until = int((at + CONFIRMATION_LIVES).timestamp())
    return signing.Signer(salt=_CONFIRMATION).sign_object([contributor_id, address_mark(address), until])


def confirmed_by(secret: str, *, at: datetime) -> tuple[str, str] | None:
    """Return contributor and mark of the address, or None when it is forged, cut short or too old."""
    try:
        found = signing.Signer(salt=_CONFIRMATION).unsign_object(secret)
        contributor_id, mark, until = found
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (contributor_id, mark) if at.timestamp() < until else None


def address_mark(address: str) -> str:
    """Return what stands for an address where it must not be read: a link of an older address opens nothing."""
    return digest(address.strip().lower())[:32]
