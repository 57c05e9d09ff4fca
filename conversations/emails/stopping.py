"""The link at the foot of a mail that stops mail of its kind: signed, stored nowhere, good for one contributor."""

import uuid

from django.core import signing

from accounts.models import Contributor

_SALT = "conversations.emails.stop"


def token(contributor: Contributor) -> str:
    """What names the contributor in the link."""
    return signing.Signer(salt=_SALT).sign_object(str(contributor.pk)).replace(":", "~")


def contributor(value: str) -> Contributor | None:
    """Whose link this is; None for one that we did not make, or whose person was erased."""
    try:
        named = signing.Signer(salt=_SALT).unsign_object(value.replace("~", ":"))
    except signing.BadSignature:
        return None
    return Contributor.objects.select_related("brand", "identity").filter(pk=uuid.UUID(named)).first()
