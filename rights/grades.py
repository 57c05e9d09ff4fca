"""How well we know that somebody agreed: four grades of evidence, and the set of them that each use takes. Pure.

The sets are defaults: a brand changes one by an event in its ledger (`rights.services.take_grades`).
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FORM, ACCOUNT, REPLY, STATED = "A", "B", "C", "D"
GRADES: dict[str, Promise] = {
    FORM: _("agreed on our own page, with the terms shown"),
    ACCOUNT: _("proved their account, then agreed on our form"),
    REPLY: _("replied on a network"),
    STATED: _("another system says that they agreed"),
}
TAKEN: dict[str, frozenset[str]] = {
    "brand_page": frozenset("ABCD"),
    "embed": frozenset("ABD"),
    "wall": frozenset("ABD"),
    "organic_social": frozenset("AB"),
    "email": frozenset("AB"),
    "retail_screen": frozenset("AB"),
    "print": frozenset("AB"),
    "paid_ads": frozenset("AB"),
}
# A reply speaks of the place it was asked for; no set can make more of it.
REPLY_REACHES = ("brand_page",)


def ordered(grades: Iterable[str]) -> list[str]:
    """Return grades without repetition, the best first."""
    given = set(grades)
    return [grade for grade in GRADES if grade in given]


def choices(channel: str) -> list[str]:
    """Return the grades that a brand may take for a channel."""
    return [grade for grade in GRADES if grade != REPLY or channel in REPLY_REACHES]
