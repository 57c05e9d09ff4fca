"""The page of the form in its four lives: blank, given back with what to put right, sent, and closed.

With JavaScript the same answers go out as JSON, so that chosen files stay where they are.
"""

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import get_language

from campaigns import queries as campaigns_queries
from portals import countries, form_answers, proof, quotas, shared
from portals.fans import carrying, entry, guards, invitations, left_out
from portals.fans.forms import EntryForm
from portals.templatetags import design

if TYPE_CHECKING:
    from accounts.models import Contributor
    from campaigns.models import Campaign
    from rights.models import Terms
    from submissions.intake import FileRefused

# Stands in addresses where the page's script puts the id of an upload.
NOBODY = uuid.UUID(int=0)
# What the page's script imports at once.
MODULES = (
    "page",
    *(f"fans/{name}" for name in ("guards", "counting", "sending", "choosing", "problems", "steps", "asking")),
)
Errors = Mapping[str, Sequence[object]]


class SubmitPage:
    """One request to the form of a campaign."""

    def __init__(
        self, request: HttpRequest, campaign: "Campaign", *, contributor: "Contributor | None", token: str | None
    ) -> None:
        self.request = request
        self.campaign = campaign
        self.contributor = contributor
        self.token = token
        self.invitation = invitations.invitation(campaign, at=shared.now())

    @cached_property
    def draft(self) -> entry.Draft:
        """What was typed; what a known contributor said before is there already."""
        if self.request.method == "POST":
            # Other terms than those that were shown want to be read again before they are agreed to.
            current = self.terms is None or self.said.terms_id == self.terms.pk
            return self.said if current else dataclasses.replace(self.said, accept=False)
        country = countries.guess(self.request.headers.get("Accept-Language", ""))
        return carrying.draft(self.contributor, country=country) if self.contributor else entry.Draft(country=country)

    @cached_property
    def said(self) -> entry.Draft:
        """What was sent, in the name of whose page it is."""
        return carrying.in_their_name(entry.read(self.request.POST, self.campaign), self.contributor)

    @cached_property
    def terms(self) -> "Terms | None":
        """The terms in the language of the page; on the way back those that were shown, while they hold."""
        if self.request.method == "POST":
            sent = self.request.POST.get("terms_id", "")
            for terms in campaigns_queries.offered_terms(self.campaign):
                if str(terms.pk) == sent:
                    return terms
        return campaigns_queries.terms_in(self.campaign, get_language() or "en")

    def blank(self) -> HttpResponse:
        """The form before anything was sent."""
        form = EntryForm(self.campaign, self._scopes, initial=entry.words(self.draft), fixed=self._fixed)
        return self._html(form, status=200)

    def refused(self, errors: Errors, files: "Sequence[FileRefused]" = (), *, status: int = 422) -> HttpResponse:
        """The form as it was sent, with all that has to be put right."""
        if self._wants_json:
            return self._json_refusal(errors, files, status)
        told = _placed(errors, files)
        form = EntryForm(self.campaign, self._scopes, self.request.POST, errors=told, fixed=self._fixed)
        return self._html(form, status=status, had_files=bool(self.request.FILES) or bool(files))

    def paused(self, sentence: str) -> HttpResponse:
        """The form as it was sent, to be sent again when the pause is over."""
        answer = self.refused({"": [sentence]}, status=429)
        answer.headers["Retry-After"] = str(quotas.seconds_left(quotas.submissions(self.campaign)[0]))
        return answer

    def thanks(self, token: str | None, missing: "Sequence[FileRefused]") -> HttpResponse:
        """On to the contributor's own page, where the thanks are said, and which files could not be taken."""
        token = self.token or token
        query = {"sent": "1"} | ({"missing": left_out.packed(missing)} if missing else {})
        location = f"{reverse('fans:me', kwargs={'token': token})}?{urlencode(query)}"
        if self._wants_json:
            return JsonResponse({"location": location}, status=201)
        return HttpResponseRedirect(location, status=303)

    def closed(self) -> HttpResponse:
        """Too early or too late: said in the campaign's own words; too early has a page of its own."""
        if self.invitation.starts_at is not None and self.request.method != "POST":
            return HttpResponseRedirect(self.invitation.url)
        status = 409 if self.request.method == "POST" else 200
        if self._wants_json:
            return self._json_refusal({"": [self.invitation.closed]}, (), status)
        return render(self.request, "fans/closed.html", self._context(), status=status)

    @property
    def _wants_json(self) -> bool:
        return self.request.headers.get("Accept", "") == "application/json"

    @cached_property
    def _fixed(self) -> frozenset[str]:
        return carrying.fixed(self.contributor)

    @cached_property
    def _scopes(self) -> "Sequence[Any]":
        return campaigns_queries.scopes_in(self.terms)

    def _html(self, form: EntryForm, *, status: int, had_files: bool = False) -> HttpResponse:
        more = {
            "form": form,
            "form_key": self.draft.form_key,
            "draft": self.draft,
            "rows": entry.rows(self.draft),
            "terms": self.terms,
            "had_files": had_files,
            "script": design.bundled("submit.js"),
            "modules": MODULES,
            "kept_as": self._kept_as,
            "carried": self.contributor is not None and self.request.method != "POST" and form.knows_age,
            **self._guards(),
        }
        return render(self.request, "fans/submit.html", self._context() | more, status=status)

    def _guards(self) -> dict[str, Any]:
        """What stands before the form of somebody whom we do not know well enough yet."""
        if guards.trusts(self.campaign, self.contributor):
            return {}
        worker = proof.worker() if proof.wanted_of_form(self.campaign) else ""
        stamp = guards.renewed(self.request, self.campaign, at=shared.now())
        return {"guarded": True, "guards_worker": worker, "stamp": stamp, "email_known": "email" in self._fixed}

    def _context(self) -> dict[str, Any]:
        campaign = self.campaign
        return {
            "campaign": campaign,
            "brand": campaign.brand,
            "invitation": self.invitation,
            "nobody": NOBODY,
            "me_url": reverse("fans:me", kwargs={"token": self.token}) if self.token else "",
        }

    @property
    def _kept_as(self) -> str:
        """Under which name a browser keeps what is not sent yet: never the secret of somebody's page."""
        if self.contributor is None:
            return str(self.campaign.slug)
        return f"{self.campaign.slug}.{salted_hmac('kept-as', str(self.contributor.pk)).hexdigest()[:16]}"

    def _json_refusal(self, errors: Errors, files: "Sequence[FileRefused]", status: int) -> JsonResponse:
        placed = _placed(errors, ())
        answer = form_answers.refusal(
            {name: [str(sentence) for sentence in sentences] for name, sentences in placed.items()},
            [{"index": file.index, "name": file.name, "message": str(file.message)} for file in files],
            terms_changed="terms_version" in errors,
        )
        return JsonResponse(answer, status=status)


def _placed(errors: Errors, files: "Sequence[FileRefused]") -> Errors:
    """Sentences by the names of our controls. Without JavaScript a refused file is named beside the picker."""
    placed: dict[str, list[object]] = {}
    for name, sentences in errors.items():
        placed.setdefault(name.replace("answers.", entry.ANSWER, 1), []).extend(sentences)
    if files:
        placed.setdefault("files", []).extend(f"{file.name}: {file.message}" for file in files)
    return placed
