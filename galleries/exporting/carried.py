"""What is written into a delivered file: who made it, whom to credit, what was allowed. Pure."""

from django.conf import settings
from django.utils.translation import gettext as _

import mediakit
from galleries.exporting.candidates import Candidate
from rights.queries import LiveGrant

# PLUS vocabulary. Only "nobody is in it" needs no release; what somebody says about others is not a signed one.
_MODEL_RELEASE = {"nobody": "MR-NAP", "only_me": "MR-LMR", "others_agreed": "MR-LMR"}
_DAY = "%Y-%m-%d"


def rights_of(candidate: Candidate) -> mediakit.Rights:
    """The rights fields of one file."""
    brand = candidate.brand
    return mediakit.Rights(
        creator=candidate.creator,
        credit=candidate.credit_line,
        copyright=f"© {candidate.creator}" if candidate.creator else "",
        usage_terms=usage_terms(candidate),
        web_statement=f"{settings.SITE_URL}/c/{candidate.asset.submission.campaign.slug}/",
        licensor_name=brand.legal_name or brand.name,
        licensor_url=brand.website,
        licensor_email=brand.contact_email,
        data_mining="DMI-ALLOWED" if any(grant.ai for grant in candidate.grants) else "DMI-PROHIBITED",
        model_release=_MODEL_RELEASE.get(candidate.people, "MR-NON"),
    )


def usage_terms(candidate: Candidate) -> str:
    """One sentence per grant that this delivery rests on."""
    return " ".join(_sentence(grant, candidate.brand.name) for grant in candidate.grants)


def _sentence(grant: LiveGrant, brand: str) -> str:
    parts = [
        _("Granted to %(brand)s for %(channels)s") % {"brand": brand, "channels": ", ".join(grant.channels)},
        _("in %(territories)s") % {"territories": ", ".join(_territory(one) for one in grant.territories)},
        _("with changes") if grant.edits else _("without changes"),
        _("until %(day)s") % {"day": grant.ends_at.strftime(_DAY)} if grant.ends_at else _("until taken back"),
        _("terms version %(version)s, ledger event %(number)s")
        % {"version": grant.terms_version, "number": grant.number},
    ]
    return "; ".join(parts) + "."


def _territory(code: str) -> str:
    return _("all countries") if code == "*" else code
