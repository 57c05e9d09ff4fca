"""The one door in: what is kept, what is refused and how, and sending the same thing twice."""

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest

from accounts import queries as accounts_queries, services as accounts_services
from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.models import Contributor
from accounts.permissions import Denied
from campaigns.models import Campaign, Question
from core import storage
from rights.models import Grant, Release
from submissions import intake
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, Submission, Work
from tests.submissions import makers
from tests.submissions.conftest import Nudged
from tests.submissions.makers import AT

pytestmark = pytest.mark.django_db

REFUSED_AT_THE_DOOR = {
    "empty": (b"", "empty"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "type"),
    "html called jpg": (b"<!doctype html><script>alert(1)</script>", "type"),
    "zip": (b"PK\x03\x04" + b"\x00" * 40, "type"),
    "100,000 x 100,000 header": (makers.png_header(100_000, 100_000), "too_many_pixels"),
}


def refusal(campaign: Campaign, *contents: bytes, **more: Any) -> intake.Refused:
    with pytest.raises(intake.Refused) as refused:
        makers.receive(campaign, *contents, **more)
    return refused.value


def test_a_submission_is_kept_whole(nudged: Nudged, django_capture_on_commit_callbacks: Any) -> None:
    campaign = makers.campaign()
    photo = makers.jpeg()
    received = makers.receive(
        campaign, photo, said={"caption": "  At\x00 the lake ", "email": "kim@Example.org", "music": "own"}
    )
    submission = Submission.objects.get()
    asset = Asset.objects.get()
    assert received.submission == submission
    assert not received.repeated
    assert (submission.state, submission.version, submission.caption) == (State.RECEIVING, 1, "At the lake")
    assert (submission.source, submission.received_at, submission.form_key) == ("page", AT, None)
    assert (asset.state, asset.kind, asset.content_type) == (AssetState.RECEIVING, "photo", "image/jpeg")
    assert (asset.original_bytes, asset.filename, asset.position) == (len(photo), "photo-0.jpg", 0)
    with storage.open(asset.original_key) as stored:
        assert stored.read() == photo
    assert asset.original_key == f"{submission.brand_id}/{asset.pk}/original-{asset.original_sha256[:32]}"
    assert Work.objects.get().state == Work.State.WAITING
    contributor = accounts_queries.contributor_by_token(received.token or "")
    assert contributor == submission.contributor
    assert contributor is not None
    assert (contributor.identity.name, contributor.identity.email) == ("Kim", "kim@example.org")
    grant = Grant.objects.get()
    assert (grant.submission_id, grant.terms, grant.evidence_grade) == (submission.pk, campaign.terms, "A")
    assert set(Release.objects.values_list("kind", "answer")) == {("people", "nobody"), ("music", "own")}


def test_each_sending_gets_its_own_contributor() -> None:
    campaign = makers.campaign()
    for _time in range(2):
        makers.receive(campaign, said={"email": "kim@example.org"})
    assert Contributor.objects.count() == 2


def test_unanswered_questions_stay_unknown_but_photos_have_no_music() -> None:
    makers.receive(makers.campaign(), said={"people": "", "music": ""})
    release = Release.objects.get()
    assert (release.kind, release.answer, release.asset_id) == ("music", "none", None)


def test_everything_wrong_is_said_at_once_and_nothing_is_created() -> None:
    campaign = makers.campaign(email_policy="required", max_files=3)
    Question.objects.create(brand=campaign.brand, campaign=campaign, key="size", label="Size?", required=True)
    refused = refusal(
        campaign,
        makers.jpeg(),
        b"",
        b"GIF89a",
        said={
            "caption": "x" * 2001,
            "name": "n" * 81,
            "email": "nobody",
            "accept": False,
            "age_confirmed": False,
            "terms_version": None,
            "people": "everybody",
            "answers": {"colour": "red"},
        },
    )
    assert set(refused.errors) == {
        "caption", "name", "email", "accept", "age_confirmed", "terms_version", "people", "answers", "answers.size",
    }  # fmt: skip
    assert [(file.index, file.name) for file in refused.files] == [(1, "photo-1.jpg"), (2, "photo-2.jpg")]
    assert all(sentence.endswith((".", "!", "?")) for sentences in refused.errors.values() for sentence in sentences)
    assert not Submission.objects.exists()
    assert not Contributor.objects.exists()
    assert not Grant.objects.exists()


@pytest.mark.parametrize("case", REFUSED_AT_THE_DOOR)
@pytest.mark.parametrize("source", ["page", "api"])
def test_bad_files_are_refused_alike_at_each_door(case: str, source: str) -> None:
    content, code = REFUSED_AT_THE_DOOR[case]
    refused = refusal(makers.campaign(), content, source=source)
    assert [file.code for file in refused.files] == [code]
    assert refused.files[0].message
    assert refused.errors == {}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kim\\lake.jpg", "lake.jpg"),
        ("lake\x00.jpg", "lake.jpg"),
        ("..", ""),
        (".hidden.jpg", "hidden.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("half\ud800.jpg", "half.jpg"),
        ("x" * 300 + ".jpeg", "x" * 195 + ".jpeg"),
    ],
)
def test_names_are_only_words(sent: str, kept: str) -> None:
    makers.receive(makers.campaign(), files=[makers.incoming(name=sent)])
    assert Asset.objects.get().filename == kept


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"takes_photos": False}, "kind"),
        ({"max_photo_bytes": 100}, "too_big"),
    ],
)
def test_a_campaign_can_ask_for_less(fields: dict[str, Any], code: str) -> None:
    assert [file.code for file in refusal(makers.campaign(**fields)).files] == [code]


def test_an_alt_text_that_is_too_long_is_said_at_its_file() -> None:
    files = [makers.incoming(), makers.incoming(makers.jpeg((1, 2, 3)), alt_text="x" * 501)]
    assert [(file.index, file.code) for file in refusal(makers.campaign(), files=files).files] == [(1, "alt_text")]


def test_the_number_of_files_is_limited() -> None:
    photos = [makers.jpeg((number, 0, 0)) for number in range(3)]
    assert set(refusal(makers.campaign(max_files=2), *photos).errors) == {"files"}
    assert set(refusal(makers.campaign(), files=[]).errors) == {"files"}


def test_the_same_bytes_twice_are_one_asset_with_the_first_alt_text_there_is() -> None:
    photo = makers.jpeg()
    files = [makers.incoming(photo, "a.jpg"), makers.incoming(photo, "b.jpg", "A lake")]
    makers.receive(makers.campaign(), files=files)
    assert list(Asset.objects.values_list("filename", "alt_text")) == [("a.jpg", "A lake")]


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("draft", {}),
        ("closed", {}),
        ("live", {"closes_at": AT - timedelta(seconds=1)}),
        ("live", {"opens_at": AT + timedelta(seconds=1)}),
    ],
)
def test_a_campaign_that_is_not_open_takes_nothing(state: str, fields: dict[str, Any]) -> None:
    assert set(refusal(makers.campaign(state=state, **fields)).errors) == {"__all__"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"terms_version": 2}, "terms_version"),
        ({"terms_id": uuid.uuid4()}, "terms_version"),
        ({"terms_version": None}, "terms_version"),
        ({"scopes": ()}, "scopes"),
        ({"scopes": ("social",)}, "scopes"),
        ({"scopes": ("pages", "moon")}, "scopes"),
        ({"accept": False}, "accept"),
        ({"age_confirmed": False}, "age_confirmed"),
        ({"music": "loud"}, "music"),
        ({"permalink": "javascript:alert(1)"}, "permalink"),
        ({"answers": ["red"]}, "answers"),
    ],
)
def test_wrong_fields_are_named(said: dict[str, Any], field: str) -> None:
    refused = refusal(makers.campaign(), said=said)
    assert set(refused.errors) == {field}
    assert refused.files == []


def test_terms_may_be_named_by_id() -> None:
    campaign = makers.campaign()
    assert campaign.terms is not None
    makers.receive(campaign, said={"terms_version": None, "terms_id": campaign.terms.pk})
    assert Grant.objects.get().terms == campaign.terms


def test_an_age_gate_of_zero_asks_nothing() -> None:
    makers.receive(makers.campaign(minimum_age=0), said={"age_confirmed": False})
    assert Submission.objects.exists()


def test_an_address_nobody_asked_for_is_not_kept() -> None:
    makers.receive(makers.campaign(email_policy="none"), said={"email": "kim@example.org"})
    assert Contributor.objects.get().identity.email == ""


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("short_text", " a  b ", "a b"),
        ("long_text", "a\r\nb", "a\nb"),
        ("choice", "red", "red"),
        ("yes_no", "on", True),
        ("yes_no", False, False),
        ("short_text", "", None),
    ],
)
def test_answers_are_kept_by_their_kind(kind: str, given: object, kept: object) -> None:
    campaign = makers.campaign()
    Question.objects.create(brand=campaign.brand, campaign=campaign, key="q", label="Q?", kind=kind, options=["red"])
    makers.receive(campaign, said={"answers": {"q": given}})
    assert Submission.objects.get().answers == ({} if kept is None else {"q": kept})


@pytest.mark.parametrize(
    ("kind", "given"), [("choice", "blue"), ("yes_no", "perhaps"), ("short_text", "x" * 201), ("long_text", 7)]
)
def test_wrong_answers_are_named(kind: str, given: object) -> None:
    campaign = makers.campaign()
    Question.objects.create(brand=campaign.brand, campaign=campaign, key="q", label="Q?", kind=kind, options=["red"])
    assert set(refusal(campaign, said={"answers": {"q": given}}).errors) == {"answers.q"}


def test_a_blocked_person_is_refused_by_page_and_by_address() -> None:
    campaign = makers.campaign()
    person = makers.contributor(campaign.brand, "kim@example.org")
    accounts_services.block_contributor(contributor=person, reason="spam", by=makers.member(campaign.brand), at=AT)
    fan = Actor(kind="contributor", brand_id=campaign.brand_id, contributor_id=person.pk)
    assert set(refusal(campaign, said={"email": "KIM@example.org"}).errors) == {"__all__"}
    assert set(refusal(campaign, contributor=person, by=fan).errors) == {"__all__"}


def test_who_has_a_page_sends_again_from_it() -> None:
    campaign = makers.campaign()
    person = makers.contributor(campaign.brand)
    fan = Actor(kind="contributor", brand_id=campaign.brand_id, contributor_id=person.pk)
    received = makers.receive(campaign, contributor=person, by=fan)
    assert (received.submission.contributor, received.token) == (person, None)


def test_nobody_sends_in_the_name_of_another() -> None:
    campaign = makers.campaign()
    person = makers.contributor(campaign.brand)
    stranger = makers.contributor(makers.brand())
    for by, contributor in ((VISITOR, person), (SYSTEM, stranger)):
        with pytest.raises(Denied):
            makers.receive(campaign, contributor=contributor, by=by)


def test_when_the_store_is_away_nothing_is_created(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(key: str, file: io.BytesIO, content_type: str) -> None:
        raise storage.Unavailable("away")

    monkeypatch.setattr(storage, "put", away)
    with pytest.raises(storage.Unavailable):
        makers.receive(makers.campaign())
    assert not Submission.objects.exists()
    assert not Contributor.objects.exists()
