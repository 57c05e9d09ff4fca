"""What stands before the public form so that scripts do not fill the queue, and that people hardly notice.

A field nobody sees, a signed moment at which the form was opened, and a proof of work. Each refusal leaves the form
filled in and passes at the next press: nobody is accused, nobody has to prove that they are a person.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from portals import proof

if TYPE_CHECKING:
    from accounts.models import Contributor
    from campaigns.models import Campaign
    from portals.fans.entry import Draft

UNSEEN, STAMP, PROOF = "homepage", "stamp", "proof"
_NOT_WORDS = frozenset({"csrfmiddlewaretoken", PROOF})
YOUNGEST, OLDEST = timedelta(seconds=2), timedelta(days=1)
_SIGNER = signing.Signer(salt="portals.fans.form")


@dataclass(frozen=True)
class Held:
    """What the guards say: sentences by field, and whether the e-mail address has to be confirmed."""

    errors: dict[str, list[object]] = field(default_factory=dict)
    confirm_email: bool = False


def stamp(campaign: "Campaign", *, at: datetime) -> str:
    """Sign the moment at which the form of this campaign was opened."""
    return _SIGNER.sign(f"{campaign.pk.hex}.{int(at.timestamp() * 1000)}")


def opened_at(sent: str, campaign: "Campaign") -> datetime | None:
    """The moment in such a stamp; None when it is not ours, or another campaign's."""
    try:
        whose, moment = _SIGNER.unsign(sent).split(".")
    except (signing.BadSignature, ValueError):
        return None
    if whose != campaign.pk.hex:
        return None
    return datetime.fromtimestamp(int(moment) / 1000, tz=UTC)


def renewed(request: HttpRequest, campaign: "Campaign", *, at: datetime) -> str:
    """The stamp for the page that is shown now: the one that came, as long as it is good for another press."""
    sent = request.POST.get(STAMP, "")
    opened = opened_at(sent, campaign)
    return sent if opened is not None and at - opened < OLDEST else stamp(campaign, at=at)


def trusts(campaign: "Campaign", contributor: "Contributor | None") -> bool:
    """Whether somebody who comes by the address of their own page need not pass here.

    Such an address is had by one sending to any campaign of the brand, also by the API. So where robots are kept out,
    only an address counts whose mail somebody has read.
    """
    if contributor is None:
        return False
    identity = getattr(contributor, "identity", None)
    proven = identity is not None and bool(identity.email) and identity.email_confirmed_at is not None
    return proven or not campaign.proof_of_work


def look(
    request: HttpRequest, draft: "Draft", campaign: "Campaign", contributor: "Contributor | None", *, at: datetime
) -> Held:
    """Look at a form that was sent; the order is the one in which people understand it."""
    if trusts(campaign, contributor):
        return Held()
    if sentence := _unlikely(request, campaign, at):
        return Held({"": [sentence]})
    if not proof.wanted_of_form(campaign):
        return Held()
    # The same form from two pages is two submissions, so one sum must not be good for both.
    whose = f"{draft.form_key}:{contributor.pk if contributor else ''}"
    digest = partial(form_digest, request, whose)
    verdict = proof.judge(request.POST.get(PROOF, ""), digest, campaign, at=at)
    if verdict is proof.Verdict.UNFIT:
        return Held({"": [_("This page had been used before, so we looked at it anew. Please press “Send it” again.")]})
    if verdict is proof.Verdict.ABSENT and not draft.email:
        sentence = _(
            "Please leave an e-mail address: we send a link to it, because your browser could not vouch for this form."
        )
        return Held({"email": [sentence]})
    return Held(confirm_email=verdict is proof.Verdict.ABSENT)


def form_digest(request: HttpRequest, key: str) -> str:
    """What tells one form from another: all that was sent but what differs from press to press."""
    parts: MultiValueDict[str, Any] = MultiValueDict(dict(request.POST.lists()))
    parts.update(request.FILES)
    for name in _NOT_WORDS:
        parts.pop(name, None)
    return proof.digest_of(parts, key=key)


def _unlikely(request: HttpRequest, campaign: "Campaign", at: datetime) -> str:
    """Why a person probably did not press the button now, in words for the person who did."""
    if request.POST.get(UNSEEN):
        return _("Something was in the way just now. Everything is still here: please press “Send it” once more.")
    opened = opened_at(request.POST.get(STAMP, ""), campaign)
    if opened is None or at - opened > OLDEST:
        return _("This page had been open for a long time. Everything is still here: please press “Send it” once more.")
    if at - opened < YOUNGEST:
        return _("That was quick! Please look it over for a moment, then press “Send it” again.")
    return ""
