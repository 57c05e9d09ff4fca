"""Answers at rest are sealed: they may hold a contributor's token, which is stored nowhere else in plain text."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"outbox.sealing" + key.encode()).digest())) for key in keys]
    )


def seal(answer: bytes) -> bytes:
    """Encrypt and sign."""
    return _box().encrypt(answer)


def unseal(sealed: bytes) -> bytes | None:
    """The answer, or None when the key of the installation has changed since."""
    try:
        return _box().decrypt(sealed)
    except InvalidToken:
        return None
