"""Clips in the members' rooms: which file plays, and what is said while the whole of it is not there."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Brand
from accounts.roles import Role
from portals import pictures
from portals.addresses import member_url
from submissions.models import Rendition, Submission, Work
from tests import factories
from tests.portals import rooms
from tests.submissions import makers

pytestmark = pytest.mark.django_db
PART = "Only a short part of this clip can be played"


@pytest.fixture
def brand() -> Brand:
    return factories.brand()


@pytest.fixture
def clip(brand: Brand) -> Submission:
    return rooms.item(factories.campaign(brand), kinds=("video", "photo"))


@pytest.fixture
def member(brand: Brand) -> Client:
    return rooms.signed_in(brand, Role.OWNER)


def review(client: Client, item: Submission) -> str:
    address = reverse("moderators:item", kwargs={"brand": item.brand.slug, "submission": item.pk})
    return str(client.get(address).content.decode())


def studio(client: Client, item: Submission) -> str:
    address = reverse("marketers:item", kwargs={"brand": item.brand.slug, "submission": item.pk})
    return str(client.get(address).content.decode())


def made(item: Submission, spec: str, stage: str = "review", width: int = 640) -> Rendition:
    rendition = rooms.rendition(item.assets.all()[0], spec, "video/mp4", spec.encode(), stage)
    Rendition.objects.filter(pk=rendition.pk).update(width=width)
    return rendition


def played(item: Submission) -> str:
    return pictures.picture(item.assets.all()[0]).video


def test_the_best_that_can_be_watched_is_played(clip: Submission) -> None:
    """Also where a small clip's files are all of one size, and a wider excerpt is only an excerpt."""
    excerpt = clip.assets.all()[0].renditions.get(spec="preview")
    assert played(clip) == member_url(excerpt)
    watch = made(clip, "video-480")
    made(clip, "preview", "public", width=900)
    assert played(clip) == member_url(watch)
    public = made(clip, "video-720", "public")
    assert played(clip) == member_url(public)


def test_a_clip_plays_on_intent_with_poster_length_and_controls(member: Client, clip: Submission) -> None:
    clip.assets.filter(kind="video").update(duration_ms=83_000, has_audio=True)
    watch = made(clip, "video-480")
    text = review(member, clip)
    player = text[text.index("<video") : text.index("</video>")]
    assert " controls" in player
    assert 'data-key="Space"' in player
    assert "poster=" in player
    assert not [word for word in (" autoplay", " muted", " loop") if word in player]
    assert member_url(watch).split("?")[0] in player
    assert "1:23" in text
    assert "with sound" in text
    assert "being prepared" not in text


@pytest.mark.parametrize("room", [review, studio])
def test_the_rooms_say_how_far_the_whole_clip_is(room: object, member: Client, clip: Submission) -> None:
    work = makers.work(clip.assets.all()[0], "watch", state="waiting", progress=40)
    assert "The whole clip is being prepared (40 %)" in room(member, clip)  # type: ignore[operator]
    Work.objects.filter(pk=work.pk).update(state="failed")
    assert PART in room(member, clip)  # type: ignore[operator]
    made(clip, "video-480")
    text = room(member, clip)  # type: ignore[operator]
    assert PART not in text
    assert "being prepared" not in text


def test_the_progress_of_other_work_is_not_told(member: Client, clip: Submission) -> None:
    video, photo = clip.assets.all()
    makers.work(video, "review", progress=70)
    makers.work(photo, "public", progress=80)
    assert PART in review(member, clip)


def test_progress_is_one_question_and_none_without_clips(
    clip: Submission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rooms.asset(clip, 2, kind="video")
    for asset in clip.assets.all():
        makers.work(asset, "watch", progress=10)
    shown = [pictures.picture(asset) for asset in clip.assets.prefetch_related("renditions")]
    with django_assert_num_queries(1):
        assert [one.percent for one in pictures.with_progress(clip, shown)] == [10, None, 10]
    photos = [one for one in shown if one.asset.kind == "photo"]
    with django_assert_num_queries(0):
        assert pictures.with_progress(clip, photos) == photos
