"""A kill in the middle of forgetting: nothing is half forgotten, and what was begun is finished by the next worker."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ContributorIdentity
from core import multipart
from privacy import services
from privacy.models import Erasure
from submissions.models import Submission
from tests.fault.test_points import dies_at
from tests.submissions import makers

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("nobody_comes")]
NO_LIMIT = timedelta(minutes=5)


def sent() -> Submission:
    photos = makers.two_photos()
    return makers.receive(makers.campaign(), *photos, at=timezone.now() - timedelta(hours=1)).submission


def test_a_kill_before_it_is_written_down_forgets_nothing(surroundings: dict[str, str]) -> None:
    submission = sent()
    dies_at("inside_erasure", surroundings, "erase", submission.contributor_id)
    submission.refresh_from_db()
    assert (submission.state, Erasure.objects.count(), ContributorIdentity.objects.count()) == ("receiving", 0, 1)


@pytest.mark.parametrize("point", ["after_erased_object", "before_erasure_done"])
def test_a_kill_among_the_files_is_followed_by_another_worker(point: str, surroundings: dict[str, str]) -> None:
    submission = sent()
    erasure = services.erase(
        contributor=submission.contributor, by=makers.fan(submission), at=timezone.now() - timedelta(seconds=1)
    )
    dies_at(point, surroundings, "remove_files", erasure.pk)
    assert not services.remove_files(erasure_id=erasure.pk, clock=timezone.now)  # the dead worker's lease holds
    later = timezone.now() + NO_LIMIT
    assert services.sweep(at=later) == {"nudged": 1}
    assert services.remove_files(erasure_id=erasure.pk, clock=lambda: later)
    assert list(multipart.listing()) == []
    assert set(submission.assets.values_list("original_key", flat=True)) == {""}
