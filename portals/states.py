"""How each state looks and reads: tone, icon and word, for every life cycle that pages show."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class StateLook(NamedTuple):
    """The class that gives the tone, an icon of the closed list, and the word people read."""

    tone: str
    icon: str
    label: str | Promise


STATES: dict[str, StateLook] = {
    # submissions
    "receiving": StateLook("badge-working", "upload", _("Arriving")),
    "processing": StateLook("badge-working", "hourglass", _("Being prepared")),
    "awaiting_review": StateLook("badge-waiting", "clock", _("Waiting for review")),
    "approved": StateLook("badge-approved", "check", _("Approved")),
    "rejected": StateLook("badge-rejected", "x", _("Not chosen")),
    "withdrawn": StateLook("badge-withdrawn", "undo-2", _("Withdrawn")),
    "unusable": StateLook("badge-unusable", "image-off", _("Could not be used")),
    "erased": StateLook("badge-unusable", "trash-2", _("Erased")),
    # assets
    "ready": StateLook("badge-approved", "check", _("Ready")),
    "excluded": StateLook("badge-rejected", "minus", _("Left out")),
    # campaigns
    "draft": StateLook("badge-neutral", "pencil", _("Draft")),
    "live": StateLook("badge-approved", "radio", _("Live")),
    "closed": StateLook("badge-withdrawn", "lock", pgettext_lazy("campaign", "Closed")),
    "archived": StateLook("badge-neutral", "archive", _("Archived")),
    # permissions
    "granted": StateLook("badge-approved", "check", _("Permission given")),
    "expiring": StateLook("badge-expiring", "hourglass", _("Ends soon")),
    "expired": StateLook("badge-expiring", "triangle-alert", _("Ended")),
    "missing": StateLook("badge-waiting", "circle-alert", _("Not answered")),
    "revoked": StateLook("badge-withdrawn", "undo-2", _("Taken back")),
    # work in the background, galleries
    "waiting": StateLook("badge-waiting", "clock", _("Waiting")),
    "running": StateLook("badge-working", "hourglass", _("Under way")),
    "done": StateLook("badge-approved", "check", _("Done")),
    "failed": StateLook("badge-rejected", "triangle-alert", _("Failed")),
    "sending": StateLook("badge-working", "send", _("Going out")),
    "sent": StateLook("badge-approved", "check", _("Sent")),
    "unknown": StateLook("badge-expiring", "circle-help", _("Nobody knows")),
    "dropped": StateLook("badge-neutral", "minus", _("Not needed any more")),
    "bounced": StateLook("badge-rejected", "triangle-alert", _("Came back")),
    "complained": StateLook("badge-rejected", "flag", _("Not wanted")),
    "void": StateLook("badge-withdrawn", "archive", _("No longer available")),
    "published": StateLook("badge-approved", "globe", _("Published")),
    "unpublished": StateLook("badge-neutral", "eye-off", _("Not published")),
}
