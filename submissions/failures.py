"""Why an asset could not be used, in words for the fan who sent it."""

from django.utils.translation import gettext as _, gettext_noop

import mediakit

OWN = {
    "interrupted": gettext_noop("Opening this file was interrupted too often. Please send it again."),
    "internal": gettext_noop("Something went wrong on our side with this file. Please send it again."),
    "gone": gettext_noop("We do not have this file any more. Please choose it again."),
    "used": gettext_noop("This file was sent already, with another form."),
    "erased": gettext_noop("This file was erased, as its contributor wished."),
    "lost": gettext_noop("This file did not arrive whole. Please send it again."),
}


def sentence(code: str) -> str:
    """Say it to the fan, whatever the code."""
    words = OWN.get(code) or mediakit.CODES.get(code) or OWN["internal"]
    return _(words)
