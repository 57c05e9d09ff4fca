"""A kill at each named point, each time: somebody tries again, and it is as if nothing had happened."""

import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from rights.models import Grant, Revocation
from submissions import processing, services
from submissions.lifecycle import State
from submissions.models import Asset, Rendition, Submission, Work
from tests.embedded.conftest import eventually
from tests.fault import whole
from tests.fault.conftest import ROOT
from tests.mediakit import media
from tests.submissions import makers

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("nobody_comes")]
NO_LIMIT = timedelta(minutes=5)


def dies_at(point: str, surroundings: dict[str, str], *act: object, program: str = "tests.fault.act") -> None:
    """Run the action in its own process and see it killed at the point, and the database notice that it is gone.

    Until then the dead still holds its locks, and whoever comes next is told that somebody is just at it.
    """
    name = f"dies at {point}"
    done = subprocess.run(
        [sys.executable, "-m", program, *map(str, act)],
        env=surroundings | {"FANFARE_FAULT": point, "PGAPPNAME": name},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -9, f"not killed at {point}: {done.stderr[-2000:]}"
    assert eventually(lambda: not sessions_of(name), within=30)


def sessions_of(name: str) -> int:
    """How many sessions of our database belong to programs of that name."""
    with connection.cursor() as cursor:
        ours = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
        cursor.execute(ours, [name])
        return int(cursor.fetchone()[0])


def test_the_dead_are_seen_as_long_as_the_database_keeps_them(surroundings: dict[str, str]) -> None:
    with psycopg.connect(surroundings["DATABASE_URL"], application_name="dies at nothing"):
        assert sessions_of("dies at nothing") == 1
    assert eventually(lambda: not sessions_of("dies at nothing"))


@pytest.mark.parametrize(
    "point",
    [
        "after_claim",
        "after_fetch",
        "after_render",
        "after_rendition_put",
        "before_publish",
        "inside_publish",
        "inside_move",
    ],
)
def test_a_worker_that_dies_is_followed_by_another(point: str, surroundings: dict[str, str]) -> None:
    asset = makers.receive(makers.campaign(), at=timezone.now()).submission.assets.get()
    dies_at(point, surroundings, "render", asset.pk, "review")
    assert not Rendition.objects.exists()
    later = timezone.now() + NO_LIMIT
    assert services.sweep(at=later)["nudged"] == 1
    processing.render(asset_id=asset.pk, stage="review", clock=lambda: later)
    whole.check()


@pytest.mark.parametrize("point", ["after_claim", "after_rendition_put", "inside_publish"])
def test_a_worker_that_dies_over_the_whole_clip_is_followed_by_another(
    point: str, surroundings: dict[str, str], tmp_path: Path
) -> None:
    film = media.video(tmp_path / "film.mp4", media.frames(15), sounds=1).read_bytes()
    asset = makers.receive(makers.campaign(), film, at=timezone.now()).submission.assets.get()
    processing.render(asset_id=asset.pk, stage="review", clock=timezone.now)
    dies_at(point, surroundings, "render", asset.pk, "watch")
    assert Submission.objects.get().state == State.AWAITING_REVIEW
    assert not Rendition.objects.filter(spec="video-480").exists()
    later = timezone.now() + NO_LIMIT
    assert services.sweep(at=later)["nudged"] == 1
    processing.render(asset_id=asset.pk, stage="watch", clock=lambda: later)
    assert Rendition.objects.filter(spec="video-480").count() == 1
    whole.check()


def test_a_worker_that_dies_after_publishing_changes_nothing(surroundings: dict[str, str]) -> None:
    asset = makers.receive(makers.campaign(), at=timezone.now()).submission.assets.get()
    dies_at("after_publish", surroundings, "render", asset.pk, "review")
    whole.check()
    assert services.sweep(at=timezone.now() + NO_LIMIT) == {"nudged": 0, "revived": 0, "published": 0}


@pytest.mark.parametrize("point", ["before_original_put", "after_original_put", "inside_intake", "after_intake_commit"])
def test_a_sending_that_dies_and_is_sent_again_is_one_submission(
    point: str, surroundings: dict[str, str], tmp_path: Path
) -> None:
    campaign, form = makers.campaign(), uuid.uuid4()
    dies_at(point, surroundings, "receive", campaign.pk, form)
    again = makers.receive(campaign, *makers.two_photos(), form_key=form, at=timezone.now())
    assert again.repeated == (point == "after_intake_commit")
    assert (Submission.objects.count(), Asset.objects.count(), Grant.objects.count()) == (1, 2, 1)
    stored = {path.relative_to(tmp_path / "objects").as_posix() for path in stored_files(tmp_path / "objects")}
    assert stored == set(Asset.objects.values_list("original_key", flat=True))
    later = timezone.now() + NO_LIMIT
    assert services.sweep(at=later)["nudged"] == 2
    for asset in Asset.objects.all():
        processing.render(asset_id=asset.pk, stage="review", clock=lambda: later)
    whole.check()


def stored_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and ".incoming" not in path.parts]


def test_an_approval_that_dies_never_was(surroundings: dict[str, str]) -> None:
    submission = makers.submission()
    moderator = makers.member(submission.brand)
    dies_at("inside_move", surroundings, "approve", submission.pk, moderator.user_id)
    stored = Submission.objects.get()
    assert (stored.state, stored.version, stored.state_changes.count()) == (State.AWAITING_REVIEW, 1, 0)
    assert not Work.objects.exists()


@pytest.mark.parametrize("point", ["inside_withdrawal", "inside_move"])
def test_a_withdrawal_is_whole_or_never_was(point: str, surroundings: dict[str, str]) -> None:
    submission = makers.submission(State.APPROVED)
    makers.grant(submission)
    dies_at(point, surroundings, "withdraw", submission.pk)
    assert (Submission.objects.get().state, Revocation.objects.count()) == (State.APPROVED, 0)
    services.withdraw(submission=submission, by=makers.fan(submission), at=timezone.now())
    assert (Submission.objects.get().state, Revocation.objects.count()) == (State.WITHDRAWN, 1)
