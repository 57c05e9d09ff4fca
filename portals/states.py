"""How each state looks and reads: tone, icon and word, for every life cycle that pages show."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class StateLook(NamedTuple):
    """A tone of tokens.css, an icon of the closed list, and the word people read."""

    tone: str
    icon: str
    label: str | Promise


STATES: dict[str, StateLook] = {
    # submissions
    "receiving": StateLook("working", "upload", _("Arriving")),
    "processing": StateLook("working", "hourglass", _("Being prepared")),
    "awaiting_review": StateLook("waiting", "clock", _("Waiting for review")),
    "approved": StateLook("approved", "check", _("Approved")),
    "rejected": StateLook("rejected", "x", _("Not chosen")),
    "withdrawn": StateLook("withdrawn", "undo-2", _("Withdrawn")),
    "unusable": StateLook("unusable", "image-off", _("Could not be used")),
    "erased": StateLook("unusable", "trash-2", _("Erased")),
    # assets
    "ready": StateLook("approved", "check", _("Ready")),
    "excluded": StateLook("rejected", "minus", _("Left out")),
    # campaigns
    "draft": StateLook("neutral", "pencil", _("Draft")),
    "live": StateLook("approved", "radio", _("Live")),
    "closed": StateLook("withdrawn", "lock", pgettext_lazy("campaign", "Closed")),
    "archived": StateLook("neutral", "archive", _("Archived")),
    # permissions
    "granted": StateLook("approved", "check", _("Permission given")),
    "expiring": StateLook("expiring", "hourglass", _("Ends soon")),
    "expired": StateLook("expiring", "triangle-alert", _("Ended")),
    "missing": StateLook("waiting", "circle-alert", _("Not answered")),
    "revoked": StateLook("withdrawn", "undo-2", _("Taken back")),
    # work in the background, galleries
    "waiting": StateLook("waiting", "clock", _("Waiting")),
    "running": StateLook("working", "hourglass", _("Under way")),
    "done": StateLook("approved", "check", _("Done")),
    "failed": StateLook("rejected", "triangle-alert", _("Failed")),
    "sending": StateLook("working", "send", _("Going out")),
    "sent": StateLook("approved", "check", _("Sent")),
    "unknown": StateLook("expiring", "circle-help", _("Nobody knows")),
    "dropped": StateLook("neutral", "minus", _("Not needed any more")),
    "bounced": StateLook("rejected", "triangle-alert", _("Came back")),
    "complained": StateLook("rejected", "flag", _("Not wanted")),
    "void": StateLook("withdrawn", "archive", _("No longer available")),
    "published": StateLook("approved", "globe", _("Published")),
    "unpublished": StateLook("neutral", "eye-off", _("Not published")),
}
