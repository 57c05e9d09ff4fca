"""A campaign's terms in further languages: written beside the terms that hold, or taken away again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import services as campaigns_services
from portals.marketers import frame
from portals.marketers.forms import errors, terms as forms
from portals.marketers.views.campaigns import found
from portals.shared import member_page, now
from rights import default_terms

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign, TermsTranslation


@dataclass(frozen=True)
class Language:
    """One language the pages speak, and whether the terms can be read in it."""

    code: str
    name: str
    state: str  # "base", "fresh", "stale" or "missing"
    version: int | None


def languages(campaign: "Campaign") -> list[Language]:
    """Every language with what there is in it; nothing while there are no terms."""
    if campaign.terms is None:
        return []
    written = {each.locale: each for each in campaign.translations.all()}
    return [_language(campaign, code, str(name), written.get(code)) for code, name in settings.LANGUAGES]


def _language(campaign: "Campaign", code: str, name: str, written: "TermsTranslation | None") -> Language:
    terms = campaign.terms
    if terms is not None and terms.locale.split("-")[0] == code:
        return Language(code, name, "base", terms.version)
    if written is None:
        return Language(code, name, "missing", None)
    return Language(code, name, "fresh" if written.base_id == campaign.terms_id else "stale", written.terms.version)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def translate(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str, locale: str) -> HttpResponseBase:
    """Write the terms in one more language, with the terms that hold beside it."""
    current, language = _wanted(actor, campaign, locale)
    form = forms.TranslationForm(request.POST or None, initial=_written(current, locale))
    if request.method == "POST" and form.is_valid() and _translated(current, form, locale, actor):
        messages.success(request, _("From now on readers of this language are shown these words."))
        return redirect("marketers:terms", brand=brand.slug, campaign=current.slug)
    context = {"campaign": current, "form": form, "language": language, "tab": "terms"}
    return frame.page(request, actor, brand, "campaigns/translation.html", context, section="campaigns")


@require_POST
@member_page(accounts_permissions.can_market)
def drop(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str, locale: str) -> HttpResponseBase:
    """Show the terms themselves in this language again."""
    current, _language = _wanted(actor, campaign, locale)
    campaigns_services.drop_translation(campaign=current, locale=locale, by=actor, at=now())
    messages.success(request, _("Readers of this language are shown the terms themselves."))
    return redirect("marketers:terms", brand=brand.slug, campaign=current.slug)


def _wanted(actor: Actor, slug: str, locale: str) -> tuple["Campaign", Language]:
    """The campaign and a language its terms can be translated into."""
    current = found(actor, slug)
    language = next((each for each in languages(current) if each.code == locale and each.state != "base"), None)
    if language is None:
        raise Http404
    return current, language


def _written(campaign: "Campaign", locale: str) -> dict[str, Any]:
    """What was written before; otherwise our own words, where the terms are ours, too."""
    kept = next((each.terms for each in campaign.translations.all() if each.locale == locale), None)
    if kept is not None:
        return {"text": kept.text, "summary": "\n".join(kept.summary)}
    base = campaign.terms
    ours = default_terms.in_language(base.locale, brand_name=campaign.brand.name) if base else None
    if base is None or ours is None or ours.text != base.text:
        return {}
    words = default_terms.in_language(locale, brand_name=campaign.brand.name)
    return {"text": words.text, "summary": "\n".join(words.summary)}


def _translated(campaign: "Campaign", form: forms.TranslationForm, locale: str, actor: Actor) -> bool:
    given = form.cleaned_data
    try:
        campaigns_services.translate_terms(
            campaign=campaign, locale=locale, text=given["text"], summary=given["summary"], by=actor, at=now()
        )
    except ValidationError as error:
        errors.put(form, error)
        return False
    return True
