"""Every public word belongs to the version that was decided: nothing a person does later changes it unseen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import queries as accounts_queries, services as accounts_services
from accounts.actors import SYSTEM
from galleries import queries, services
from galleries.models import Gallery
from moderation import services as moderation_services
from submissions import services as submissions_services
from submissions.models import Submission
from submissions.services import moves
from tests.galleries import media, stage
from tests.galleries.stage import AT
from tests.submissions import makers

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


def another_sending_with_a_new_name(submission: Submission) -> None:
    """Their page had no name yet; the form of the second sending brings one."""
    person = submission.contributor
    person.identity.name = ""
    person.identity.save()
    makers.receive(
        submission.campaign,
        said={"name": "Buy at evil.example"},
        by=accounts_queries.actor_of_contributor(person),
        contributor=person,
    )


def a_page_joined_into_an_older_one(submission: Submission) -> None:
    """Two pages of one address become one, which has the older page's name."""
    older = makers.submission(of=submission.campaign)
    older.contributor.created_at = AT - timedelta(days=1)
    older.contributor.save()
    for row, name in ((older, "Rude words"), (submission, "Kim")):
        identity = row.contributor.identity
        identity.name, identity.email, identity.email_confirmed_at = name, ADA, AT
        identity.save()
    brand = submission.brand
    people = {older.contributor_id, submission.contributor_id}
    moves.hold(contributors=people)
    into, former = accounts_services.join_contributors(brand_id=brand.pk, ids=people, address=ADA, by=SYSTEM, at=AT)
    Submission.objects.filter(contributor__in=former).update(contributor=into)


def the_identity_changed_by_hand(submission: Submission) -> None:
    identity = submission.contributor.identity
    identity.name = "Somebody else"
    identity.save()


CHANGES: tuple[Callable[[Submission], None], ...] = (
    another_sending_with_a_new_name,
    a_page_joined_into_an_older_one,
    the_identity_changed_by_hand,
)


def published(submission: Submission) -> Gallery:
    by = stage.marketer(submission.brand)
    made = services.create(brand=submission.brand, title="Wall", by=by, at=AT)
    services.set_items(gallery=made, submissions=[submission.pk], by=by, at=AT)
    return services.publish(gallery=made, by=by, at=AT)


def told(gallery: Gallery, client: Client) -> dict[str, Any]:
    """Every surface that carries the name."""
    (shown,) = queries.shown(gallery, at=AT)
    made = media.run(media.request(gallery))
    (row,) = media.manifest(made)["rows"]
    file = media.opened(made).read(row["file"])
    feeds = [
        client.get(f"/api/v1/public/galleries/{gallery.slug}{form}").content.decode() for form in (".json", ".atom")
    ]
    return {
        "page": (shown.credit, shown.caption, shown.alt),
        "row": (row["creator"], row["credit_line"], row["caption"], row["alt"]),
        "file": b"Kim" in file,
        "feeds": ["Kim" in feed and "evil" not in feed and "Rude" not in feed for feed in feeds],
    }


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_nobodys_new_name_enters_what_was_decided(change: Callable[[Submission], None], client: Client) -> None:
    submission = media.with_original(stage.approved())
    gallery = published(submission)
    before = told(gallery, client)
    assert before == {
        "page": ("Kim", "At the lake", "At the lake"),
        "row": ("Kim", f"Kim / {submission.brand.name}", "At the lake", ""),
        "file": True,
        "feeds": [True, True],
    }
    change(submission)
    assert told(gallery, client) == before


def test_a_new_credit_is_a_new_version_that_waits() -> None:
    waiting = stage.waiting()
    seen = waiting.version
    by = makers.fan(waiting)
    edited = submissions_services.edit(
        submission=waiting, caption="At the lake", alt_texts={}, credit="Ada", by=by, at=AT
    )
    assert edited.version == seen + 1
    moderator = stage.moderator(waiting.brand)
    with pytest.raises(moderation_services.Stale):
        moderation_services.approve(submission=waiting, version=seen, by=moderator, at=AT)
    current = Submission.objects.get(pk=waiting.pk)
    moderation_services.approve(submission=current, version=current.version, by=moderator, at=AT)
    assert [row.credit for row in queries.shown(published(current), at=AT)] == ["Ada"]
    with pytest.raises(submissions_services.EditRefused):
        submissions_services.edit(submission=current, caption="At the lake", alt_texts={}, credit="Eve", by=by, at=AT)


def test_without_a_new_credit_the_old_one_stays_and_a_long_one_is_refused_by_its_field() -> None:
    waiting = stage.waiting()
    by = makers.fan(waiting)
    kept = submissions_services.edit(submission=waiting, caption="By boat", alt_texts={}, by=by, at=AT)
    assert (kept.caption, kept.credit) == ("By boat", "Kim")
    with pytest.raises(ValidationError) as refused:
        submissions_services.edit(submission=waiting, caption="By boat", alt_texts={}, credit="K" * 81, by=by, at=AT)
    assert set(refused.value.message_dict) == {"credit"}


def test_a_sending_is_credited_to_the_name_on_its_own_form() -> None:
    campaign = makers.campaign()
    first = makers.receive(campaign, said={"name": "Kim"}).submission
    person = first.contributor
    second = makers.receive(
        campaign,
        makers.jpeg((1, 2, 3)),
        said={"name": ""},
        by=accounts_queries.actor_of_contributor(person),
        contributor=person,
    ).submission
    assert list(
        Submission.objects.filter(pk__in=[first.pk, second.pk]).values_list("credit", flat=True).distinct()
    ) == ["Kim"]
