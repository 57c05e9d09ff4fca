"""What stands beside a campaign: the hashtags it follows, its entry questions, its terms."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from campaigns import validators
from campaigns.models import Campaign, Hashtag, Question
from campaigns.services.editing import lock, save_changes
from rights import services as rights_services
from rights.scopes import Scope


@transaction.atomic
def set_hashtags(*, campaign: Campaign, tags: Iterable[str], by: Actor, at: datetime) -> Campaign:
    """Follow exactly these hashtags, in this order. Raises ValidationError."""
    locked = lock(campaign, by=by)
    wanted = validators.clean_hashtags(tags)
    if wanted != [hashtag.tag for hashtag in locked.hashtags.all()]:
        locked.hashtags.all().delete()
        Hashtag.objects.bulk_create(
            Hashtag(brand_id=locked.brand_id, campaign=locked, tag=tag, position=position)
            for position, tag in enumerate(wanted)
        )
        save_changes(locked, ["hashtags"], by=by, at=at, action="campaign.hashtags")
    return locked


@transaction.atomic
def set_questions(
    *, campaign: Campaign, questions: Iterable[validators.QuestionSpec], by: Actor, at: datetime
) -> Campaign:
    """Ask exactly these questions, in this order. Answers to earlier ones stay with the submissions."""
    locked = lock(campaign, by=by)
    wanted = validators.clean_questions(questions)
    if wanted != [_spec(question) for question in locked.questions.all()]:
        locked.questions.all().delete()
        Question.objects.bulk_create(
            Question(
                brand_id=locked.brand_id,
                campaign=locked,
                position=position,
                key=spec.key,
                label=spec.label,
                kind=spec.kind,
                hint=spec.hint,
                options=list(spec.options),
                required=spec.required,
            )
            for position, spec in enumerate(wanted)
        )
        save_changes(locked, ["questions"], by=by, at=at, action="campaign.questions")
    return locked


def _spec(question: Question) -> validators.QuestionSpec:
    return validators.QuestionSpec(
        question.label, question.kind, question.key, question.hint, tuple(question.options), question.required
    )


@transaction.atomic
def set_terms(
    *,
    campaign: Campaign,
    text: str,
    summary: Sequence[str],
    scopes: Iterable[Scope],
    locale: str,
    by: Actor,
    at: datetime,
) -> Campaign:
    """Let these terms hold from now on: a new version when a word or a choice changed. Raises ValidationError.

    What was sent in before stays under the version that was shown then.
    """
    locked = lock(campaign, by=by)
    terms = rights_services.publish_terms(
        brand_id=locked.brand_id,
        family=f"campaign-{locked.id}",
        locale=locale,
        text=text,
        summary=summary,
        scopes=scopes,
        by=by,
        at=at,
    )
    if locked.terms_id != terms.pk:
        locked.terms = terms
        save_changes(locked, ["terms"], by=by, at=at, action="campaign.terms")
    return locked
