"""A campaign with all that stands beside it, in one transaction: what a program sends in one request."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Brand
from campaigns import validators
from campaigns.models import Campaign
from campaigns.services import content, editing
from rights import scopes as rights_scopes


@transaction.atomic
def create_whole(*, brand: Brand, title: str, by: Actor, at: datetime, **fields: Any) -> Campaign:
    """Make a draft with `hashtags`, `questions` and `terms` beside its fields. Raises ValidationError."""
    beside = _split(fields)
    campaign = editing.create(brand=brand, title=title, by=by, at=at, **fields)
    return _set_beside(campaign, beside, by=by, at=at)


@transaction.atomic
def update_whole(*, campaign: Campaign, by: Actor, at: datetime, **fields: Any) -> Campaign:
    """Change fields, `hashtags`, `questions` and `terms`; what is left out stays. Raises ValidationError."""
    beside = _split(fields)
    campaign = editing.update(campaign=campaign, by=by, at=at, **fields)
    return _set_beside(campaign, beside, by=by, at=at)


def _split(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields.pop(name) for name in ("hashtags", "questions", "terms") if name in fields}


def _set_beside(campaign: Campaign, beside: Mapping[str, Any], *, by: Actor, at: datetime) -> Campaign:
    if "hashtags" in beside:
        campaign = content.set_hashtags(campaign=campaign, tags=beside["hashtags"], by=by, at=at)
    if "questions" in beside:
        specs = [_question(question) for question in beside["questions"]]
        campaign = content.set_questions(campaign=campaign, questions=specs, by=by, at=at)
    if "terms" in beside:
        terms = dict(beside["terms"])
        terms["scopes"] = _scopes(terms["scopes"])
        campaign = content.set_terms(campaign=campaign, by=by, at=at, **terms)
    return campaign


def _question(fields: Mapping[str, Any]) -> validators.QuestionSpec:
    return validators.QuestionSpec(**{**fields, "options": tuple(fields.get("options", ()))})


def _scopes(keys: Iterable[str]) -> tuple[rights_scopes.Scope, ...]:
    try:
        return rights_scopes.presets(keys)
    except KeyError as error:
        known = ", ".join(rights_scopes.PRESETS)
        raise ValidationError({"terms": [_("Choose scopes from this list: %(known)s.") % {"known": known}]}) from error
