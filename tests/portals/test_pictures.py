"""No page points at files that nobody gets any more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portals import pictures
from submissions import queries as submissions_queries
from submissions.lifecycle import State
from submissions.models import Asset, Submission
from tests import factories
from tests.portals import rooms

pytestmark = pytest.mark.django_db


def fetched(submission: Submission) -> list[Asset]:
    whole = submissions_queries.of_brand(factories.owner(submission.brand)).prefetch_related("assets__renditions")
    return list(whole.get(pk=submission.pk).assets.all())


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.ERASED])
def test_what_was_taken_back_has_no_address(state: State) -> None:
    submission = rooms.item(factories.campaign(), state)
    found = pictures.first_picture(fetched(submission))
    assert found is not None
    assert (found.image, found.thumb, found.video) == ("", "", "")


@pytest.mark.parametrize("state", [State.AWAITING_REVIEW, State.REJECTED, State.APPROVED])
def test_what_waits_or_was_decided_has_one(state: State) -> None:
    submission = rooms.item(factories.campaign(), state)
    assets = fetched(submission)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = pictures.first_picture(assets)
    assert found is not None
    assert found.image
    assert asked.captured_queries == []


def test_a_list_shows_the_picture_that_was_not_taken_back() -> None:
    submission = rooms.item(factories.campaign(), State.APPROVED, pictures=2)
    submission.assets.filter(position=0).update(withdrawn_at=rooms.AT)
    found = pictures.first_picture(fetched(submission))
    assert found is not None
    assert found.asset.position == 1
    assert found.image
