"""The secrets of release links: 256 bit, made from the installation's key, so that they can be shown again.

A person has two: one is only ever mailed to them, the other may be handed over by the sender, who therefore knows it.
The database holds only a digest: who reads it opens no link, and neither does who has the key alone.
"""

import hmac
import uuid
from base64 import urlsafe_b64encode

from django.conf import settings

from accounts import tokens
from submissions.releases.models import ReleaseRequest

Link = ReleaseRequest.Link
_PURPOSES = {Link.MAIL: b"submissions.releases.mailed:", Link.HANDED_OVER: b"submissions.releases.handed:"}


def new(request_id: uuid.UUID, link: Link) -> str:
    """Return the secret of a request under the key of today."""
    return _derived(request_id, link, settings.SECRET_KEY)


def known(request_id: uuid.UUID, link: Link, digest: str) -> str | None:
    """Return the secret that belongs to a digest; None when the key it was made with is gone."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = _derived(request_id, link, key)
        if hmac.compare_digest(tokens.digest(secret), digest):
            return secret
    return None


def _derived(request_id: uuid.UUID, link: Link, key: str) -> str:
    made = hmac.digest(key.encode(), _PURPOSES[link] + request_id.bytes, "sha256")
    return urlsafe_b64encode(made).rstrip(b"=").decode()
