"""Which evidence a brand takes for each use: changed by events in its ledger, so that nobody changes it unseen."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from accounts.models import Brand
from rights import chain, permissions, queries, validators
from rights.models import TakenGrades


@transaction.atomic
def take_grades(*, brand: Brand, sets: Mapping[str, Iterable[str]], by: Actor, at: datetime) -> list[TakenGrades]:
    """Let these channels take these grades from now on; return what that changed. Raises Denied, ValidationError.

    It counts for every question asked from now on, also about what was allowed before.
    """
    accounts_permissions.require(permissions.can_take_grades(by, brand.pk))
    wanted = _cleaned(sets)
    chain.lock(brand.pk)  # two owners cannot both change what they read
    now = queries.grades_taken(brand_id=brand.pk, at=at)
    changed = {channel: taken for channel, taken in wanted.items() if taken != now[channel]}
    return [_taken(brand, channel, taken, by, at) for channel, taken in changed.items()]


def _cleaned(sets: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    cleaned: dict[str, list[str]] = {}
    errors: dict[str, list[str]] = {}
    for channel, taken in sets.items():
        try:
            cleaned[channel] = validators.clean_grades(channel, taken)
        except ValidationError as error:
            errors[channel] = error.messages
    if errors:
        raise ValidationError(errors)
    return cleaned


def _taken(brand: Brand, channel: str, grades: list[str], by: Actor, at: datetime) -> TakenGrades:
    fact = TakenGrades(brand_id=brand.pk, channel=channel, grades=grades, at=at)
    chain.append_fact(fact, by=by)
    detail = {"channel": channel, "grades": grades, "event": fact.sequence}
    accounts_services.record(
        brand=brand, by=by, action="rights.grades", subject=f"channel:{channel}", at=at, detail=detail
    )
    return fact
