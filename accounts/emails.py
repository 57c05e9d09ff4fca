"""Mail about people's access: the invitation."""

import logging
from smtplib import SMTPException
from urllib.parse import urlencode

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Invitation

log = logging.getLogger(__name__)
# What a mail server or delivery service that is away, busy or unwilling makes of a letter.
NOT_SENT = (SMTPException, OSError, AnymailError)


def invitation_url(secret: str) -> str:
    """Return the address that opens an invitation."""
    return f"{settings.SITE_URL}{reverse('account_signup')}?{urlencode({'invitation': secret})}"


def send_invitation(*, invitation: Invitation, secret: str) -> bool:
    """Send the link. A mail server that is down does not undo the invitation: it can be sent again."""
    brand = invitation.brand.name
    subject = _("%(brand)s invites you to Fanfare") % {"brand": " ".join(brand.split())}
    body = _(
        "Hello,\n\n%(brand)s would like to work with you on Fanfare as %(role)s.\n\n"
        "Open this link within seven days to begin:\n%(url)s\n\n"
        "If you did not expect this, you need not do anything."
    ) % {"brand": brand, "role": invitation.get_role_display(), "url": invitation_url(secret)}
    try:
        return send_mail(subject, body, None, [invitation.email]) == 1
    except NOT_SENT as error:
        # Only its kind: what a delivery service's error says may hold the whole letter, and the link with it.
        log.error("The invitation %s could not be sent: %s", invitation.pk, type(error).__name__)
        return False
