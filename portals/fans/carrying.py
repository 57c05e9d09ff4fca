"""What "Send another" carries over: who somebody is, and on what their consent rests.

That is the country, the age band and, for the young, the guardian. What may be done with the new pictures and who is in
them is asked anew each time: nothing of it is ever ticked beforehand.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from portals.fans.entry import Draft
from rights import queries as rights_queries
from submissions import queries as submissions_queries
from submissions.releases import queries as releases_queries

if TYPE_CHECKING:
    from accounts.models import Contributor


def draft(contributor: "Contributor", *, country: str) -> Draft:
    """The form as this person finds it; `country` is our guess where they never said."""
    sent = submissions_queries.of_contributor(contributor).values_list("pk", flat=True)
    said_country, band = rights_queries.age_said(contributor.brand_id, sent)
    guardian = releases_queries.guardian_of(contributor)
    return in_their_name(Draft(country=said_country or country, age_band=band, guardian=guardian), contributor)


def in_their_name(said: Draft, contributor: "Contributor | None") -> Draft:
    """Name and address are those of their page, which the form shows and does not change."""
    identity = getattr(contributor, "identity", None)
    if identity is None:
        return said
    return replace(said, name=identity.name or said.name, email=identity.email or said.email)


def fixed(contributor: "Contributor | None") -> frozenset[str]:
    """The fields that are known already."""
    identity = getattr(contributor, "identity", None)
    return frozenset(name for name in ("name", "email") if identity is not None and getattr(identity, name))
