"""The secrets of release links: 256 bit, made from the installation's key, so that they can be shown again.

The database holds only a digest: who reads it opens no link, and neither does who has the key alone.
"""

import hmac
import uuid
from base64 import urlsafe_b64encode

from django.conf import settings

from accounts import tokens

_PURPOSE = b"submissions.releases:"


def new(request_id: uuid.UUID) -> str:
    """Return the secret of a request under the key of today."""
    return _derived(request_id, settings.SECRET_KEY)


def known(request_id: uuid.UUID, digest: str) -> str | None:
    """Return the secret that belongs to a digest; None when the key it was made with is gone."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = _derived(request_id, key)
        if hmac.compare_digest(tokens.digest(secret), digest):
            return secret
    return None


def _derived(request_id: uuid.UUID, key: str) -> str:
    made = hmac.digest(key.encode(), _PURPOSE + request_id.bytes, "sha256")
    return urlsafe_b64encode(made).rstrip(b"=").decode()
