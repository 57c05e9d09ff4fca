"""Being forgotten: a canary in every word, looked for in every table, object, letter and log; the ledger holds."""

import json
import logging
from datetime import timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import permissions, queries as accounts_queries, services as accounts_services
from accounts.actors import SYSTEM
from accounts.models import AuditEntry, Contributor, ContributorIdentity, ContributorToken
from conversations.inbox import services as inbox_services
from core import multipart, storage
from galleries import exporting
from galleries.models import Export
from outbox.models import Mail
from privacy import services
from privacy.models import Erasure
from rights import queries as rights_queries
from rights.models import LedgerEvent, Opening
from submissions import intake
from submissions.models import Asset, Rendition, StateChange, Submission
from tests.galleries import stage
from tests.privacy import canaries
from tests.submissions import makers

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=16)


def forget(person: Contributor) -> Erasure:
    by = accounts_queries.actor_of_contributor(person)
    return services.erase(contributor=person, by=by, at=timezone.now())


def discard_exports() -> None:
    for export in Export.objects.filter(state="void"):
        exporting.discard(export_id=export.pk)


def test_nothing_of_the_person_is_left_and_the_ledger_still_verifies(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    person = canaries.person()
    # The negative control: the search sees the canary wherever it was put.
    assert {
        "accounts_contributoridentity",
        "accounts_contributor",
        "accounts_auditnote",
        "conversations_message",
        "conversations_note",
        "moderation_decisionnote",
        "moderation_appealnote",
        "submissions_submission",
        "submissions_asset",
        "submissions_releaserequest",
    } <= canaries.in_tables()
    assert len(canaries.in_objects()) >= 3
    assert len(canaries.in_letters()) == 1
    events, changes = LedgerEvent.objects.count(), StateChange.objects.count()

    erasure = forget(person)
    assert canaries.in_tables() == set()
    assert canaries.in_letters() == []
    assert services.remove_files(erasure_id=erasure.pk, clock=timezone.now)
    discard_exports()
    assert canaries.in_objects() == set()
    assert [one.key for one in multipart.listing() if str(person.brand_id) in one.key] == []
    assert canaries.CANARY not in caplog.text.lower()

    assert rights_queries.verify(person.brand_id) == []
    assert LedgerEvent.objects.count() == events + 2
    assert StateChange.objects.count() == changes + 4
    assert Opening.objects.filter(person=person.pk).count() == 0
    assert set(Submission.objects.values_list("state", flat=True)) == {"erased"}
    assert ContributorIdentity.objects.filter(contributor=person).exists() is False
    assert ContributorToken.objects.filter(contributor=person).count() == 0
    assert set(Mail.objects.values_list("state", flat=True)) <= {"sent", "dropped"}
    assert list(Mail.objects.exclude(sealed_to=None)) == []
    assert canaries.open_take_downs() == 1
    assert AuditEntry.objects.filter(action="contributor.erase").count() == 1


def test_a_page_that_was_joined_meanwhile_is_forgotten_with_all_of_it() -> None:
    campaign = makers.campaign(email_policy="optional")
    older, newer = (
        makers.receive(campaign, makers.jpeg((shade, 9, 9)), said={"email": canaries.ADDRESS}).submission
        for shade in (40, 90)
    )
    ids = {older.contributor_id, newer.contributor_id}
    into, (former,) = accounts_services.join_contributors(
        brand_id=campaign.brand_id, ids=ids, address=canaries.ADDRESS, by=SYSTEM, at=timezone.now()
    )
    Submission.objects.filter(contributor=former).update(contributor=into)
    erasure = forget(former)  # who it was when the button was pressed
    assert erasure.contributor == into
    assert set(Submission.objects.values_list("state", flat=True)) == {"erased"}
    assert canaries.in_tables() == set()


def test_no_note_is_written_about_somebody_who_was_erased() -> None:
    submission = makers.receive(makers.campaign()).submission
    by = stage.moderator(submission.brand)
    write = partial(inbox_services.write_note, submission=submission, text=canaries.CANARY, by=by, at=timezone.now())
    write()
    forget(submission.contributor)
    with pytest.raises(ValidationError, match="erased"):
        write()
    assert canaries.in_tables() == set()


def test_what_is_left_of_a_picture_shows_nothing(nudged: Any) -> None:
    person = canaries.person()
    erasure = forget(person)
    services.remove_files(erasure_id=erasure.pk, clock=timezone.now)
    assert Rendition.objects.count() == 0
    for asset in Asset.objects.all():
        measures = (asset.fingerprint, asset.fingerprint_bands, asset.placeholder, asset.dominant_colour)
        assert (*measures, asset.original_key, asset.original_sha256, asset.camera_model) == (
            "",
            [],
            "",
            "",
            "",
            "",
            "",
        )
        assert (asset.captured_at, asset.state, asset.failure_code) == (None, "unusable", "erased")
    assert ("privacy.tasks.remove_files", {"erasure_id": str(erasure.pk)}) in [
        (task, {key: str(value) for key, value in kwargs.items()}) for task, kwargs in nudged
    ]


def test_a_second_look_removes_what_a_late_worker_put_down() -> None:
    person = canaries.person()
    asset = Asset.objects.filter(submission__contributor=person)[0]
    erasure = forget(person)
    services.remove_files(erasure_id=erasure.pk, clock=timezone.now)
    assert not services.remove_files(erasure_id=erasure.pk, clock=timezone.now)
    late = f"{asset.brand_id}/{asset.pk}/review-photo-640-1-{'0' * 32}"
    storage.put(late, makers.incoming(b"late").file, "image/jpeg")
    assert services.remove_files(erasure_id=erasure.pk, clock=lambda: timezone.now() + LATER)
    erasure.refresh_from_db()
    assert (storage.exists(late), erasure.state, erasure.looks, erasure.people) == (False, "done", 2, [])


def test_asking_twice_is_one_erasure_and_others_are_untouched() -> None:
    person = canaries.person()
    neighbour = makers.submission(caption="Mine stays", of=Submission.objects.filter(contributor=person)[0].campaign)
    assert forget(person) == forget(person)
    neighbour.refresh_from_db()
    assert (neighbour.caption, neighbour.state, neighbour.contributor.identity.name) == (
        "Mine stays",
        "awaiting_review",
        "Kim",
    )


def test_only_the_person_and_the_system_may_ask() -> None:
    submission = makers.submission()
    neighbour = makers.submission(of=submission.campaign)
    for by in (makers.member(submission.brand), makers.fan(neighbour)):
        with pytest.raises(permissions.Denied):
            services.erase(contributor=submission.contributor, by=by, at=makers.AT)
    assert Erasure.objects.count() == 0


def test_joined_pseudonyms_are_forgotten_with_the_person() -> None:
    campaign = makers.campaign()
    first, second = (
        makers.receive(campaign, makers.jpeg(colour), said={"name": canaries.CANARY, "music": "none"}).submission
        for colour in ((1, 2, 3), (200, 2, 3))
    )
    ContributorIdentity.objects.update(email=canaries.ADDRESS)
    into, _former = accounts_services.join_contributors(
        brand_id=campaign.brand_id,
        ids=[first.contributor_id, second.contributor_id],
        address=canaries.ADDRESS,
        by=SYSTEM,
        at=makers.AT,
    )
    Submission.objects.update(contributor=into)
    assert Opening.objects.count() == 2
    forget(into)
    assert (Opening.objects.count(), canaries.in_tables(), rights_queries.verify(campaign.brand_id)) == (0, set(), [])


def test_the_store_being_away_only_makes_it_later(monkeypatch: pytest.MonkeyPatch) -> None:
    erasure = forget(canaries.person())
    with monkeypatch.context() as away:

        def refuse(*_args: object, **_more: object) -> None:
            raise storage.Unavailable

        away.setattr("core.storage.delete", refuse)
        assert not services.remove_files(erasure_id=erasure.pk, clock=timezone.now)
    assert services.sweep(at=timezone.now() + timedelta(minutes=5)) == {"nudged": 1}
    assert services.remove_files(erasure_id=erasure.pk, clock=lambda: timezone.now() + timedelta(minutes=5))


def test_the_database_keeps_erasures_whole() -> None:
    erasure = forget(makers.submission().contributor)
    for wrong in ({"state": "half"}, {"state": "running"}, {"state": "done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Erasure.objects.filter(pk=erasure.pk).update(**wrong)


def test_the_command_does_the_same_and_scripts_can_read_it() -> None:
    person = canaries.person()
    out = StringIO()
    call_command("erase", str(person.pk), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert {key: told[key] for key in ("contributor", "state", "submissions")} == {
        "contributor": str(person.pk),
        "state": "waiting",
        "submissions": 2,
    }
    assert told["objects_removed"] > 2
    assert canaries.in_tables() == set()
    again = StringIO()
    call_command("erase", str(person.pk), stdout=again)
    assert "2 submissions are empty" in again.getvalue()
    for nobody in ("nobody", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(CommandError, match="There is no contributor"):
            call_command("erase", nobody)


def test_nothing_is_taken_in_for_somebody_who_was_forgotten_meanwhile() -> None:
    submission = makers.submission()
    person = submission.contributor
    forget(person)
    with pytest.raises(intake.Refused) as refused:
        makers.receive(
            submission.campaign, contributor=person, by=accounts_queries.actor_of_contributor(person), at=timezone.now()
        )
    assert "deleted meanwhile" in refused.value.errors["__all__"][0]
    assert Submission.objects.count() == 1
