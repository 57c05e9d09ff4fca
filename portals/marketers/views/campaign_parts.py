"""The parts of a campaign that have pages of their own: picture, questions, terms; and opening and closing."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import mediakit
from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import (
    lifecycle as campaigns_lifecycle,
    processing as campaigns_processing,
    queries as campaigns_queries,
    services as campaigns_services,
)
from core import storage
from portals import bodies, words
from portals.marketers import frame
from portals.marketers.forms import campaigns as forms, errors, rows, terms as terms_forms
from portals.marketers.views import translations
from portals.marketers.views.campaigns import found
from portals.shared import member_page, now
from rights import default_terms, queries as rights_queries, scopes as rights_scopes
from submissions import queries as submissions_queries

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign

Questions = formset_factory(forms.QuestionForm, extra=0, max_num=20, validate_max=True, absolute_max=40)


@bodies.takes(bodies.picture(campaigns_processing.LIMITS.max_photo_bytes), members_only=True)
@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def hero(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """The picture at the head of the page."""
    current = found(actor, campaign)
    form = forms.HeroForm(request.POST or None, request.FILES or None, initial={"alt": current.hero_alt})
    if request.method == "POST" and "remove" in request.POST:
        campaigns_services.remove_hero(campaign=current, by=actor, at=now())
        messages.success(request, _("The picture is gone."))
        return _to_story(brand, current)
    if request.method == "POST" and form.is_valid() and _hero_set(current, form, actor):
        messages.success(request, _("The picture is set."))
        return _to_story(brand, current)
    context = {"campaign": current, "form": form, "tab": "hero"}
    return frame.page(request, actor, brand, "campaigns/hero.html", context, section="campaigns")


def _hero_set(campaign: "Campaign", form: forms.HeroForm, actor: Actor) -> bool:
    given = form.cleaned_data
    try:
        campaigns_processing.set_hero(campaign=campaign, file=given["picture"], alt=given["alt"], by=actor, at=now())
    except ValidationError as error:
        errors.put(form, error)
        return False
    except mediakit.MediaError as error:
        form.add_error("picture", submissions_queries.failure_sentence(error.code))
        return False
    except storage.Unavailable as error:
        passing = _("The picture could not be stored just now. Please try again in a moment.")
        form.add_error("picture", words.store_trouble(error, passing))
        return False
    return True


@require_safe
@member_page(accounts_permissions.can_view)
def hero_file(_request: HttpRequest, actor: Actor, _brand: "Brand", campaign: str) -> HttpResponseBase:
    """The picture itself, also while the campaign has no public page."""
    current = found(actor, campaign)
    try:
        file = storage.open(current.hero_key)
    except (storage.Missing, storage.BadKey) as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def questions(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """The entry questions: add, remove and move rows on the page, then save all of them at once."""
    current = found(actor, campaign)
    problem = ""
    if request.method != "POST":
        formset = Questions(initial=forms.written_questions(current))
    elif (changed := rows.changed(request.POST, forms.QUESTION_FIELDS)) is not None:
        formset = Questions(initial=changed)
    else:
        formset = Questions(request.POST)
        problem = (
            _questions_set(current, formset, actor) if formset.is_valid() else _("Some questions need another look.")
        )
        if not problem:
            messages.success(request, _("The questions are saved."))
            return _to_story(brand, current)
    context = {"campaign": current, "formset": formset, "problem": problem, "tab": "questions"}
    return frame.page(request, actor, brand, "campaigns/questions.html", context, section="campaigns")


def _questions_set(campaign: "Campaign", formset: Any, actor: Actor) -> str:
    try:
        campaigns_services.set_questions(
            campaign=campaign, questions=[form.spec() for form in formset], by=actor, at=now()
        )
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def terms(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """What people agree to; each change is a new version."""
    current = found(actor, campaign)
    form = terms_forms.TermsForm(request.POST or None, initial=_written_terms(current))
    if request.method == "POST" and form.is_valid() and _terms_set(current, form, actor):
        messages.success(request, _("These terms hold for whatever is sent from now on."))
        return _to_story(brand, current)
    context = {
        "campaign": current,
        "form": form,
        "languages": translations.languages(current),
        "versions": list(rights_queries.versions(brand.pk, f"campaign-{current.pk}")[:50]),
        "tab": "terms",
    }
    return frame.page(request, actor, brand, "campaigns/terms.html", context, section="campaigns")


def _written_terms(campaign: "Campaign") -> Any:
    if campaign.terms is None:
        terms = default_terms.in_language("en", brand_name=campaign.brand.name)
        offered = rights_scopes.presets()
        return terms_forms.written_terms(text=terms.text, summary=terms.summary, locale=terms.locale, scopes=offered)
    return terms_forms.written_terms(
        text=campaign.terms.text,
        summary=campaign.terms.summary,
        locale=campaign.terms.locale,
        scopes=campaigns_queries.scopes_of(campaign),
    )


def _terms_set(campaign: "Campaign", form: terms_forms.TermsForm, actor: Actor) -> bool:
    given = form.cleaned_data
    try:
        campaigns_services.set_terms(
            campaign=campaign,
            text=given["text"],
            summary=given["summary"],
            scopes=form.scopes(),
            locale=given["locale"],
            by=actor,
            at=now(),
        )
    except ValidationError as error:
        errors.put(form, error)
        return False
    return True


@require_POST
@member_page(accounts_permissions.can_market)
def open_(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """Let it take submissions."""
    return _move(request, actor, brand, campaign, "open")


@require_POST
@member_page(accounts_permissions.can_market)
def close(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """Take nothing more."""
    return _move(request, actor, brand, campaign, "close")


@require_POST
@member_page(accounts_permissions.can_market)
def archive(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """Put it away."""
    return _move(request, actor, brand, campaign, "archive")


def _move(request: HttpRequest, actor: Actor, brand: "Brand", slug: str, move: str) -> HttpResponseBase:
    current = found(actor, slug)
    call, said = {
        "open": (campaigns_services.open_campaign, _("It is open. Share the link.")),
        "close": (campaigns_services.close_campaign, _("It is closed. Its page stays, and says so.")),
        "archive": (campaigns_services.archive_campaign, _("It is archived. Its page is gone, its submissions stay.")),
    }[move]
    try:
        call(campaign=current, by=actor, at=now())
    except (campaigns_lifecycle.MoveRefused, campaigns_services.NotReady) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return _to_story(brand, current)


def _to_story(brand: "Brand", campaign: "Campaign") -> HttpResponseBase:
    return redirect("marketers:campaign", brand=brand.slug, campaign=campaign.slug)
