"""Every reading of campaigns: what the public may see, and what a brand's own people see."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import codes
from campaigns.lifecycle import State
from campaigns.models import Campaign
from rights import queries as rights_queries
from rights.models import Terms
from rights.scopes import Scope


def _whole() -> QuerySet[Campaign]:
    """Return campaigns with all that a page says about them, in a few queries however many they are."""
    return Campaign.objects.select_related("brand", "terms").prefetch_related(
        "hashtags", "questions", "translations__terms", "hero_files"
    )


def live_and_listed(at: datetime) -> QuerySet[Campaign]:
    """Return the campaigns that anybody can join now, the newest first."""
    begun = Q(opens_at=None) | Q(opens_at__lte=at)
    not_over = Q(closes_at=None) | Q(closes_at__gt=at)
    return _whole().filter(begun, not_over, state=State.LIVE, listed=True).order_by("-opened_at", "id")


def public(slug: str, at: datetime) -> Campaign | None:
    """Return a campaign with a public page: live or closed, listed or not."""
    return _whole().filter(slug=slug, state__in=[State.LIVE, State.CLOSED]).first()


def by_code(code: str, at: datetime) -> Campaign | None:
    """Return a campaign with a public page by its short code, as somebody typed it."""
    found = _whole().filter(short_code=codes.as_typed(code), state__in=[State.LIVE, State.CLOSED])
    return found.first()


def accepts(campaign: Campaign, at: datetime) -> str | None:
    """Return None when the campaign takes submissions at this moment, otherwise a sentence that says why not."""
    if campaign.state == State.CLOSED or (campaign.closes_at is not None and campaign.closes_at <= at):
        return _("This campaign is closed. Thank you to everybody who took part!")
    if campaign.state != State.LIVE:
        return _("This campaign is not open.")
    if campaign.opens_at is not None and campaign.opens_at > at:
        return _("This campaign has not begun yet. Please come back later.")
    return None


def is_ahead(campaign: Campaign, at: datetime) -> bool:
    """Return whether it will open at a time that is known and still ahead."""
    return campaign.state == State.LIVE and campaign.opens_at is not None and campaign.opens_at > at


def of_brand(actor: Actor) -> QuerySet[Campaign]:
    """Return all campaigns of the actor's brand, the newest first."""
    if actor.brand_id is None or not accounts_permissions.can_view(actor, actor.brand_id):
        return Campaign.objects.none()
    return _whole().filter(brand_id=actor.brand_id).order_by("-created_at", "id")


def get(actor: Actor, slug: str) -> Campaign | None:
    """Return one campaign of the actor's brand; another brand's looks the same as none."""
    return of_brand(actor).filter(slug=slug).first()


def terms_in(campaign: Campaign, locale: str) -> Terms | None:
    """Return the terms a reader of this language is shown: a translation of what holds now, or that itself."""
    return next(
        (terms for terms in offered_terms(campaign) if _language(terms.locale) == _language(locale)), campaign.terms
    )


def offered_terms(campaign: Campaign) -> list[Terms]:
    """Return every text that can be agreed to now: the terms that hold first, then their translations."""
    if campaign.terms is None:
        return []
    fresh = [each.terms for each in campaign.translations.all() if each.base_id == campaign.terms_id]
    return [campaign.terms, *fresh]


def _language(locale: str) -> str:
    return locale.lower().replace("_", "-").partition("-")[0]


def scopes_in(terms: Terms | None) -> tuple[Scope, ...]:
    """Return what these terms offer to tick, in their words."""
    return rights_queries.scopes_of(terms) if terms else ()


def scopes_of(campaign: Campaign) -> tuple[Scope, ...]:
    """Return what the campaign's terms offer to tick; nothing while it has no terms."""
    return rights_queries.scopes_of(campaign.terms) if campaign.terms else ()
