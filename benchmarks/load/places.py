"""The two brands whose submissions are copied, and the pages that are asked for."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from benchmarks.load import filling
from benchmarks.media.duplicates import database_of_its_own

NOON = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
GALLERY = 1_000  # pictures in the gallery, whatever the size of the brand
# Of twelve submissions: so many are approved, wait and were rejected; the last one was taken back.
APPROVED, WAITING, REJECTED, WITHDRAWN = 7, 2, 2, 1
EACH = APPROVED + WAITING + REJECTED + WITHDRAWN


@dataclass(frozen=True)
class Place:
    """One filled brand: who asks, and where things are."""

    submissions: int
    member: Any
    token: str
    brand: str
    campaign: str
    gallery: str
    approved: Any
    waiting: Any
    own_page: str


@contextmanager
def opened(submissions: int) -> Iterator[Place]:
    """A database of its own with about so many submissions, until the block ends."""
    with database_of_its_own(f"bench_load_{submissions}"):
        from ugc_platform import database_roles

        with mock.patch("core.nudge._send"), database_roles.as_owner():  # nobody works in the background here
            place = _furnished(submissions)
            filling.settled()
        yield place


def _furnished(submissions: int) -> Place:
    from accounts import services as accounts_services
    from accounts.models import User
    from tests import factories

    copies = max(1, submissions // EACH)
    small = max(1, copies // filling.SMALL_SHARE)
    other = _brand("elsewhere")
    filling.fill(filling.Cast(other.brand.pk, tuple(one.pk for one in other.all), small), unchecked=_is_superuser())
    made = _brand("load")
    filling.fill(filling.Cast(made.brand.pk, tuple(one.pk for one in made.all), copies), unchecked=_is_superuser())
    owner = factories.owner(made.brand)
    gallery = _gallery(made, owner)
    own = accounts_services.issue_contributor_token(contributor=made.approved[0].contributor, at=NOON)
    return Place(
        submissions=copies * EACH,
        member=User.objects.get(pk=owner.user_id or 0),
        token=factories.api_token(made.brand),
        brand=made.brand.slug,
        campaign=made.campaign.slug,
        gallery=gallery,
        approved=made.approved[0].pk,
        waiting=made.waiting[0].pk,
        own_page=own,
    )


@dataclass(frozen=True)
class Made:
    """A brand with one submission of each sort."""

    brand: Any
    campaign: Any
    approved: list[Any]
    waiting: list[Any]
    all: list[Any]


def _brand(slug: str) -> Made:
    """Through the product's services, so that every row is as they write it."""
    from conversations import services as conversations_services
    from galleries import services as galleries_services
    from moderation import services as moderation_services
    from tests import factories
    from tests.galleries import stage

    brand = factories.brand(slug, at=NOON)
    campaign = factories.campaign(brand, at=NOON, title=f"Mornings of {slug}")
    moderator = factories.member(brand, "moderator")
    approved = [stage.approved(campaign, at=NOON, name=f"Fan {number}") for number in range(APPROVED)]
    waiting = [stage.waiting(campaign, at=NOON) for _ in range(WAITING)]
    refused = [stage.waiting(campaign, at=NOON) for _ in range(REJECTED)]
    for one in refused:
        moderation_services.reject(submission=one, version=one.version, reason="quality", by=moderator, at=NOON)
    ended = [stage.approved(campaign, at=NOON) for _ in range(WITHDRAWN)]
    for one in approved:
        for asset in one.assets.all():
            for spec in ("photo-640", "photo-1600"):
                stage.rendition(asset, spec)
            stage.rendition(asset, "photo-640", stage="review")
        galleries_services.place(submission_id=one.pk, at=NOON)
    for one in ended:
        stage.withdraw(one, at=NOON)
    for one in approved[:2]:
        conversations_services.reply(submission=one, contributor=one.contributor, text="When will I hear?", at=NOON)
    return Made(brand, campaign, approved, waiting, [*approved, *waiting, *refused, *ended])


def _gallery(made: Made, owner: Any) -> str:
    """A published gallery of the newest pictures."""
    from galleries import services as galleries_services
    from submissions.models import Submission

    newest = Submission.objects.filter(brand=made.brand, state="approved").order_by("-received_at", "-id")
    gallery = galleries_services.create(brand=made.brand, title="A thousand mornings", by=owner, at=NOON)
    picked = list(newest.values_list("pk", flat=True)[:GALLERY])
    galleries_services.set_items(gallery=gallery, submissions=picked, by=owner, at=NOON)
    galleries_services.publish(gallery=gallery, by=owner, at=NOON)
    return str(gallery.slug)


def _is_superuser() -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
