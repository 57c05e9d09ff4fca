"""A small request buys no long work and no long answer: lengths are looked at before what is inside."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework import serializers

from campaigns.models import Campaign
from galleries.models import Gallery
from portals import documents
from portals.api import fields
from portals.api.serializers import campaigns, galleries, submissions, uploads
from tests.portals.api.conftest import Caller

pytestmark = pytest.mark.django_db
TAKEN = [
    submissions.SubmissionSent, submissions.Withdrawal, submissions.Approval, submissions.Rejection,
    submissions.Reopening, galleries.ItemsWritten, galleries.GalleryWritten, galleries.GalleryChanged,
    galleries.ExportWritten, galleries.RightsQuestion, campaigns.CampaignWritten, uploads.UploadBegun,
    uploads.PartWanted,
]  # fmt: skip
SHORT = 20_000  # bytes of an answer that nobody minds


def parts(field: Any) -> Iterator[Any]:
    """A field and everything in it."""
    yield field
    for inner in getattr(field, "fields", {}).values():
        yield from parts(inner)
    if (child := getattr(field, "child", None)) is not None:
        yield from parts(child)


@pytest.mark.parametrize("shape", TAKEN)
def test_every_list_that_is_taken_has_its_bound(shape: type[serializers.Serializer[Any]]) -> None:
    for field in parts(shape()):
        if isinstance(field, serializers.ListField):
            assert isinstance(field, fields.BoundedList)
        if isinstance(field, serializers.DictField):
            assert isinstance(field, fields.BoundedDict)
        if isinstance(field, serializers.ListSerializer):
            assert field.max_length  # type: ignore[attr-defined]  # DRF has it


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was looked at, one by one."""
    seen: list[object] = []
    real = serializers.UUIDField.run_validation

    def noted(self: Any, data: Any = serializers.empty) -> Any:
        seen.append(data)
        return real(self, data)

    monkeypatch.setattr(serializers.UUIDField, "run_validation", noted)
    return seen


@pytest.fixture
def gallery(owner: Caller) -> Gallery:
    assert owner.post("galleries/", {"title": "Best of"}).status_code == 201
    return Gallery.objects.get()


@pytest.mark.parametrize("item", ["x", "0f0e0d0c-0b0a-4900-8807-060504030201"])
def test_a_list_that_is_too_long_is_refused_unread(
    owner: Caller, gallery: Gallery, judged: list[object], item: str
) -> None:
    answer = owner.call("put", f"galleries/{gallery.slug}/items/", {"submissions": [item] * 2001})
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"submissions": ["At most 2000 entries are taken here."]}
    assert judged == []
    # The control: one less is read, and each is judged.
    owner.call("put", f"galleries/{gallery.slug}/items/", {"submissions": ["x"] * 2000})
    assert len(judged) == 2000


def test_many_errors_are_answered_with_the_first_few(owner: Caller, gallery: Gallery) -> None:
    answer = owner.call("put", f"galleries/{gallery.slug}/items/", {"submissions": ["x"] * 2000})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]["submissions"]) == [str(number) for number in range(documents.MOST_ERRORS)]
    assert len(answer.content) < SHORT


@pytest.mark.parametrize("name", ["uploads", "alt_texts", "persons", "scopes"])
def test_a_long_list_in_a_sending_is_refused(visitor: Caller, campaign: Campaign, name: str) -> None:
    answer = visitor.post(f"campaigns/{campaign.slug}/submissions/", {name: ["x"] * 100_000})
    assert answer.status_code == 422
    assert "entries are taken here" in answer.json()["errors"][name][0]
    assert len(answer.content) < SHORT


@pytest.mark.parametrize("name", ["answers", "guardian"])
def test_a_mapping_with_too_many_names_is_refused(visitor: Caller, campaign: Campaign, name: str) -> None:
    many: dict[str, list[str]] = {f"name-{number}": [] for number in range(50_000)}
    for key in ("", "one"):
        answer = visitor.post(
            f"campaigns/{campaign.slug}/submissions/", {name: many}, **({"Idempotency-Key": key} if key else {})
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][name] == ["At most 100 entries are taken here."]


def test_what_was_sent_is_not_sent_back_whole(owner: Caller) -> None:
    answer = owner.post("exports/", {"use": {"channel": "x" * 1_000_000}})
    assert answer.status_code == 422
    assert answer.json()["errors"]["use"]["channel"][0].endswith("…")
    assert len(answer.content) < SHORT


def test_a_short_document_stays_as_it_is() -> None:
    """The control: what is short is not cut, and our own lists are not."""
    errors = {"email": ["Please check it."]}
    whole = documents.document(409, "incomplete", "Some are missing.", errors=errors, missing=list(range(1000)))
    assert whole["errors"] == errors
    assert whole["missing"] == list(range(1000))
    assert len(json.dumps(documents.bounded({str(n): ["x" * 9999] * 99 for n in range(999)}))) < 300_000
