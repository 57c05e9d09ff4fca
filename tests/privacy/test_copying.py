"""A copy of one's data: all of one's own, nothing of anybody else, readable by people and programs, and streamed."""

import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.utils import timezone, translation

from accounts import permissions, queries as accounts_queries
from accounts.models import Contributor, User
from privacy import services
from submissions.models import Asset, Submission
from tests.privacy import canaries
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def opened(person: Contributor) -> zipfile.ZipFile:
    by = accounts_queries.actor_of_contributor(person)
    made = services.copy(contributor=person, by=by, at=timezone.now())
    assert isinstance(made.chunks, Iterator)
    return zipfile.ZipFile(io.BytesIO(b"".join(made.chunks)))


def test_the_copy_holds_all_of_ones_own() -> None:
    person = canaries.person()
    copy = opened(person)
    assert copy.testzip() is None
    assert copy.namelist() == ["index.html", "data.json", "files/0001.jpg", "files/0002.jpg"]
    told = json.loads(copy.read("data.json"))
    newest, first = told["sent"]
    assert (told["you"]["email"], first["caption"]) == (canaries.ADDRESS, f"The lake of {canaries.CANARY}")
    assert sorted(message["from"] for message in first["messages"]) == ["brand", "contributor"]  # of one moment
    assert newest["second_look"]["text"] == f"It was dawn. {canaries.CANARY}"
    assert [one["verdict"] for one in newest["decisions"]] == ["rejected", "reopened"]
    assert [choice["stands"] for choice in first["permission"]["choices"]] == [True] * 5
    assert {event["kind"] for event in first["permission"]["receipt"]} >= {"grant", "release"}
    oldest = Asset.objects.order_by("submission__received_at")[0]
    assert first["pictures"][0]["file"] == "files/0001.jpg"
    assert first["pictures"][0]["sha256"] == oldest.original_sha256
    page = copy.read("index.html").decode()
    assert f"The lake of {canaries.CANARY}" in page
    assert 'href="files/0001.jpg"' in page


def test_files_of_the_copy_have_the_ending_of_their_content() -> None:
    person = canaries.person()
    Asset.objects.update(filename="holiday.pdf.exe", content_type="image/heic")

    assert opened(person).namelist()[2:] == ["files/0001.heic", "files/0002.heic"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_of_the_copy_speaks_no_codes(language: str) -> None:
    with translation.override(language):
        page = opened(canaries.person()).read("index.html").decode()
    words = set(re.findall(r"[\w-]+", re.sub(r"<(style|code)>.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)))
    codes = {
        "awaiting_review",
        "approved",
        "rejected",
        "reopened",
        "quality",
        "page_link",
        "grant",
        "release",
        "waiting",
    }
    assert words & codes == set()
    assert not re.search(r"\d{4}-\d\d-\d\dT", page)


def test_the_copy_holds_nothing_of_anybody_else() -> None:
    person = canaries.person()
    campaign = Submission.objects.filter(contributor=person)[0].campaign
    makers.submission(of=campaign, caption="Somebody else's words")
    copy = opened(person)
    words = copy.read("data.json").decode() + copy.read("index.html").decode()
    assert "Somebody else" not in words
    for user in User.objects.all():
        assert user.email not in words
    assert "I know" not in words  # what a visitor reported is the visitor's


def test_words_cannot_become_markup() -> None:
    submission = makers.submission(caption="<script>alert(1)</script>")
    page = opened(submission.contributor).read("index.html").decode()
    assert "<script" not in page


def test_only_the_person_gets_it() -> None:
    submission = makers.submission()
    for by in (makers.member(submission.brand), makers.fan(makers.submission(of=submission.campaign))):
        with pytest.raises(permissions.Denied):
            services.copy(contributor=submission.contributor, by=by, at=makers.AT)


def test_what_vanishes_while_it_streams_is_left_out() -> None:
    person = canaries.person()
    by = accounts_queries.actor_of_contributor(person)
    made = services.copy(contributor=person, by=by, at=timezone.now())
    erasure = services.erase(contributor=person, by=by, at=timezone.now())
    services.remove_files(erasure_id=erasure.pk, clock=timezone.now)
    copy = zipfile.ZipFile(io.BytesIO(b"".join(made.chunks)))
    assert copy.namelist() == ["index.html", "data.json"]
