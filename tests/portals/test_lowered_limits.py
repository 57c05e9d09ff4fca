"""What an operator allows less of by now holds at every door, whatever a campaign says of itself from before."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns import validators
from campaigns.models import Campaign
from submissions.models import Submission
from tests import factories
from tests.portals.fans import senders
from tests.submissions import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
LOWERED = {"max_files": 1, "max_photo_bytes": 90_000, "max_video_bytes": 80_000, "max_video_seconds": 60}


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(factories.brand())


def lower(settings: Any, **limits: int) -> None:
    settings.MEDIA_LIMITS = settings.MEDIA_LIMITS | limits


def by_api(campaign: Campaign, *files: Any) -> Any:
    assert campaign.terms is not None
    entry = {"terms_version": campaign.terms.version, "accept": "true", "age_confirmed": "true"}
    sent = {**entry, "scopes": "pages", "people": "nobody", "files": list(files)}
    return Client().post(f"/api/v1/campaigns/{campaign.slug}/submissions/", sent)


def large() -> Any:
    return SimpleUploadedFile("large.jpg", makers.jpeg() + b"\0" * 9_000)


def test_the_narrower_number_counts(campaign: Campaign, settings: Any) -> None:
    lower(settings, **LOWERED)
    assert vars(validators.limits_of(campaign)) == LOWERED
    campaign.max_photo_bytes = 5_000
    assert validators.limits_of(campaign).max_photo_bytes == 5_000


def test_the_page_takes_as_many_as_it_says(campaign: Campaign, client: Client, settings: Any) -> None:
    lower(settings, max_files=1)
    shown = client.get(reverse("fans:submit", args=[campaign.slug])).content.decode()
    assert ('data-max-files="1"' in shown, "One file." in shown) == (True, True)
    answer = senders.send(client, campaign, senders.photo("a.jpg"), senders.photo("b.jpg", makers.jpeg((9, 9, 9))))
    assert answer.status_code == 303
    assert [asset.filename for asset in Submission.objects.get().assets.all()] == ["a.jpg"]
    assert "b.jpg: Please send one file only." in senders.text(client.get(answer.headers["Location"]))


def test_the_api_takes_as_many_as_it_says(campaign: Campaign, client: Client, settings: Any) -> None:
    lower(settings, **LOWERED)
    told = client.get(f"/api/v1/campaigns/{campaign.slug}/").json()["limits"]
    assert {name: told[name] for name in LOWERED} == LOWERED
    two = [io.BytesIO(makers.jpeg()), io.BytesIO(makers.jpeg((9, 9, 9)))]
    refused = by_api(campaign, *two)
    assert (refused.status_code, [file["code"] for file in refused.json()["files"]]) == (422, ["too_many"])
    assert by_api(campaign, io.BytesIO(makers.jpeg())).status_code == 201


def test_a_file_too_large_is_stopped_on_its_way_at_both_doors(
    campaign: Campaign, client: Client, settings: Any
) -> None:
    # The control: without the operator's word the campaign's own limit lets it through.
    assert by_api(campaign, large()).status_code == 201
    lower(settings, max_photo_bytes=9_000, max_video_bytes=9_000)
    refused = by_api(campaign, large())
    assert (refused.status_code, [file["code"] for file in refused.json()["files"]]) == (422, ["too_large"])
    shown = client.get(reverse("fans:submit", args=[campaign.slug])).content.decode()
    assert 'data-max-photo-bytes="9000"' in shown
    answer = senders.send(client, campaign, large(), json=True)
    assert (answer.status_code, Submission.objects.count()) == (422, 1)
