"""The campaign's terms in further languages: same choices, other words, each an immutable version of its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from campaigns.models import Campaign, TermsTranslation
from campaigns.services.editing import lock, save_changes
from rights import queries as rights_queries, scopes as rights_scopes, services as rights_services


@transaction.atomic
def translate_terms(
    *, campaign: Campaign, locale: str, text: str, summary: Sequence[str], by: Actor, at: datetime
) -> Campaign:
    """Offer the terms that hold now in one more language. Raises ValidationError.

    What can be ticked stays what the terms say; only its words are in the other language. When the terms change,
    the translation is out of date: the terms themselves are shown until somebody translates them anew.
    """
    locked = lock(campaign, by=by)
    base = locked.terms
    if base is None:
        raise ValidationError({"text": [_("Write the terms first, then translate them.")]})
    if locale == base.locale:
        raise ValidationError({"locale": [_("The terms are in this language already.")]})
    terms = rights_services.publish_terms(
        brand_id=locked.brand_id,
        family=base.family,
        locale=locale,
        text=text,
        summary=summary,
        scopes=[_in_other_words(scope) for scope in rights_queries.scopes_of(base)],
        by=by,
        at=at,
    )
    TermsTranslation.objects.update_or_create(
        campaign=locked, locale=locale, defaults={"brand_id": locked.brand_id, "terms": terms, "base": base}
    )
    save_changes(locked, ["translations"], by=by, at=at, action="campaign.translate_terms")
    return locked


def _in_other_words(scope: rights_scopes.Scope) -> rights_scopes.Scope:
    """The same reach with our own words, which publishing says in the language of the text."""
    preset = rights_scopes.PRESETS.get(scope.key)
    return replace(scope, label=preset.label, sentence=preset.sentence) if preset else scope


@transaction.atomic
def drop_translation(*, campaign: Campaign, locale: str, by: Actor, at: datetime) -> Campaign:
    """Show the terms themselves to readers of this language from now on; what was agreed to stays what it was."""
    locked = lock(campaign, by=by)
    dropped, _by_model = TermsTranslation.objects.filter(campaign=locked, locale=locale).delete()
    if dropped:
        save_changes(locked, ["translations"], by=by, at=at, action="campaign.drop_translation")
    return locked
