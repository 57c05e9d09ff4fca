"""Limits at the door: bytes and numbers, for one connection and for a campaign; nothing typed is lost."""

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.test import Client

from campaigns.models import Campaign
from outbox.models import IdempotencyKey
from portals import quotas
from submissions.models import Submission
from tests import factories
from tests.portals.fans import senders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
BYTES = ["upload_bytes_per_address", "upload_bytes_per_campaign"]
HOME, CROWD = "203.0.113.9", "203.0.113.77"


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(factories.brand())


def by_page(campaign: Campaign, **more: Any) -> Any:
    client = Client(REMOTE_ADDR=more.pop("address", HOME))
    return senders.send(client, campaign, form_key=more.pop("form_key", None), **more)


def by_api(campaign: Campaign, **more: Any) -> Any:
    terms = campaign.terms.version if campaign.terms else 0
    entry = {"terms_version": terms, "accept": "true", "age_confirmed": "true", "scopes": "pages", "people": "nobody"}
    caption = more.get("caption", "Hi")
    file = io.BytesIO(senders.photo().read())
    file.name = "IMG_1.jpg"
    client = Client(REMOTE_ADDR=more.get("address", HOME))
    headers = {"Idempotency-Key": more["key"]} if "key" in more else {}
    sent = {**entry, "caption": caption, "files": file}
    return client.post(f"/api/v1/campaigns/{campaign.slug}/submissions/", sent, headers=headers)


DOORS = pytest.mark.parametrize("send", [by_page, by_api])


def tighten(settings: Any, **limits: int) -> None:
    settings.MEDIA_LIMITS = settings.MEDIA_LIMITS | limits


@DOORS
@pytest.mark.parametrize("limit", BYTES)
def test_more_bytes_than_an_hour_allows_are_asked_to_wait(
    campaign: Campaign, settings: Any, send: Any, limit: str
) -> None:
    one = len(senders.photo().read())
    tighten(settings, **{limit: 2 * one - 1})
    assert send(campaign).status_code in (201, 303)
    refused = send(campaign, caption="My second story")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert "Please try again in" in senders.text(refused)
    assert "Nothing you wrote is lost." in senders.text(refused)
    assert Submission.objects.count() == 1
    if send is by_page:
        assert "My second story" in senders.text(refused)


@DOORS
def test_nothing_of_a_paused_sending_is_kept(
    campaign: Campaign, settings: Any, send: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[str] = []

    class Noted(TemporaryFileUploadHandler):
        def new_file(self, *args: Any, **kwargs: Any) -> None:
            began.append("a file")
            super().new_file(*args, **kwargs)

    assert issubclass(Noted, FileUploadHandler)
    monkeypatch.setattr("tests.portals.test_quotas.Noted", Noted, raising=False)
    settings.FILE_UPLOAD_HANDLERS = ["tests.portals.test_quotas.Noted"]
    assert send(campaign).status_code in (201, 303)
    assert began == ["a file"]  # the control: this handler writes it down
    tighten(settings, upload_bytes_per_address=len(senders.photo().read()))
    assert send(campaign).status_code == 429
    assert began == ["a file"]


@DOORS
@pytest.mark.parametrize("limit", BYTES)
def test_a_file_is_stopped_where_it_passes_the_limit(campaign: Campaign, settings: Any, send: Any, limit: str) -> None:
    tighten(settings, **{limit: 10})
    assert send(campaign).status_code == 429
    assert Submission.objects.count() == 0
    tighten(settings, **{limit: 10**9})
    assert send(campaign).status_code in (201, 303)


class Promised(io.BytesIO):
    """A connection that announced a body and then sent nothing: nobody may read it."""

    def read(self, *_args: Any) -> bytes:
        raise AssertionError("read")


def announced(path: str, size: int, address: str) -> Any:
    """The answer to a request of which only the headers came."""
    client = Client(REMOTE_ADDR=address)
    sent: dict[str, Any] = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": str(size),
        "wsgi.input": Promised(),
    }
    return client.generic("POST", path, b"", **sent)


@DOORS
def test_bytes_that_were_only_announced_cost_nobody_anything(campaign: Campaign, settings: Any, send: Any) -> None:
    """Eleven such requests closed a campaign for an hour, and every other one for their connection."""
    one = len(senders.photo().read())
    tighten(settings, upload_bytes_per_address=5 * one, upload_bytes_per_campaign=5 * one)
    for path in (f"/c/{campaign.slug}/submit/", f"/api/v1/campaigns/{campaign.slug}/submissions/"):
        for _ in range(11):
            assert announced(path, 20 * 1024**3, HOME).status_code == 413
    assert send(campaign).status_code in (201, 303)
    assert send(campaign, address=CROWD).status_code in (201, 303)
    # The control: what did arrive is counted, until it is too much.
    assert [send(campaign, caption=f"{n}").status_code == 429 for n in range(4)][-1]


@DOORS
def test_one_connection_that_is_paused_does_not_use_up_the_campaign(
    campaign: Campaign, settings: Any, send: Any
) -> None:
    one = len(senders.photo().read())
    tighten(settings, upload_bytes_per_address=2 * one - 1, upload_bytes_per_campaign=5 * one)
    answers = [send(campaign).status_code for _ in range(8)]
    assert answers[1:] == [429] * 7
    assert send(campaign, address=CROWD).status_code in (201, 303)


@DOORS
def test_bytes_of_refused_presses_are_not_charged_to_the_campaign(campaign: Campaign, settings: Any, send: Any) -> None:
    """Ten connections, or one network of many, closed a campaign for an hour by forms that nobody could take."""
    one = len(senders.photo().read())
    tighten(settings, upload_bytes_per_address=10 * one, upload_bytes_per_campaign=2 * one)
    for number in range(4):
        refused = {"address": f"203.0.113.{number}", "caption": "x" * 3_000}
        assert send(campaign, **refused).status_code == 422
        bare = Client(REMOTE_ADDR=f"203.0.113.{number}", enforce_csrf_checks=True)
        tokenless = bare.post(f"/c/{campaign.slug}/submit/", {"files": [senders.photo()]})
        assert tokenless.status_code == 403
    assert send(campaign).status_code in (201, 303)
    assert send(campaign, address=CROWD, caption="Two").status_code in (201, 303)
    # The control: what was received is charged, to everybody, and once.
    assert send(campaign, address="203.0.113.78", caption="Three").status_code == 429
    assert send(factories.campaign(campaign.brand), address=CROWD).status_code in (201, 303)


def test_refused_presses_are_charged_to_the_connection_and_the_network_around_it(
    campaign: Campaign, settings: Any
) -> None:
    one = len(senders.photo().read())
    tighten(settings, upload_bytes_per_address=2 * one, upload_bytes_per_campaign=10**9)
    assert [by_page(campaign, stamp="broken").status_code for _ in range(3)] == [422, 422, 429]
    homes = [f"2001:db8:1:{number:x}::1" for number in range(2 * quotas.HOMES + 1)]
    answers = [by_page(campaign, stamp="broken", address=home).status_code for home in homes]
    assert answers == [422] * 2 * quotas.HOMES + [429]
    assert by_page(campaign, stamp="broken", address=CROWD).status_code == 422


def test_a_sending_that_comes_again_is_charged_once(campaign: Campaign, settings: Any) -> None:
    one = len(senders.photo().read())
    tighten(settings, upload_bytes_per_campaign=4 * one)
    same = {"form_key": "5f9d2a2e-8a55-4a52-9a55-0d1a5a0a2f11"}
    assert [by_page(campaign, **same).status_code for _ in range(4)] == [303] * 4
    assert [by_page(campaign, caption=f"{n}").status_code for n in range(4)] == [303, 303, 303, 429]


def test_bytes_of_a_file_that_was_stopped_are_counted_to_its_end(campaign: Campaign, settings: Any) -> None:
    """Stopped at its first bytes; the rest was read and thrown away, for nothing."""
    Campaign.objects.filter(pk=campaign.pk).update(max_photo_bytes=2000, max_video_bytes=2000)
    large = senders.photo().read() + b"\0" * 1_000_000

    def statuses(times: int) -> list[int]:
        client = Client(REMOTE_ADDR=HOME)
        sent = [senders.send(client, campaign, senders.photo("large.jpg", large)) for _ in range(times)]
        return [answer.status_code for answer in sent]

    tighten(settings, upload_bytes_per_address=2_500_000)
    assert statuses(3) == [422, 422, 429]
    # The control: a file that is kept is counted by its own bytes, and none of the form's words.
    cache.clear()
    one = len(senders.photo().read())
    Campaign.objects.filter(pk=campaign.pk).update(max_photo_bytes=10**6, max_video_bytes=10**6)
    tighten(settings, upload_bytes_per_address=one)
    assert by_page(campaign).status_code == 303


@DOORS
def test_a_campaign_takes_so_many_an_hour_from_everybody(campaign: Campaign, settings: Any, send: Any) -> None:
    settings.CAMPAIGN_SUBMISSIONS_PER_HOUR = 2
    answers = [send(campaign, address=f"203.0.113.{number}") for number in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert "So many people are sending to this campaign" in senders.text(answers[2])
    assert int(answers[2].headers["Retry-After"]) > 0
    assert send(factories.campaign(campaign.brand)).status_code in (201, 303)


def test_another_campaign_and_another_connection_are_not_paused(campaign: Campaign, settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    assert by_api(campaign).status_code == 201
    assert by_api(campaign).status_code == 429
    assert by_api(campaign, address=CROWD).status_code == 201


def empty_page(campaign: Campaign, address: str = HOME) -> Any:
    return Client(REMOTE_ADDR=address).post(f"/c/{campaign.slug}/submit/", {})


def empty_call(campaign: Campaign, address: str = HOME) -> Any:
    return Client(REMOTE_ADDR=address).post(f"/api/v1/campaigns/{campaign.slug}/submissions/", {})


@pytest.mark.parametrize("refused", [empty_page, empty_call])
@DOORS
def test_refused_presses_refuse_nobody_else(campaign: Campaign, settings: Any, send: Any, refused: Any) -> None:
    """Two hundred empty forms closed a connection for all brands, and twenty thousand a campaign for everybody."""
    settings.SUBMISSIONS_PER_HOUR = settings.CAMPAIGN_SUBMISSIONS_PER_HOUR = 2
    assert {refused(campaign).status_code for _ in range(5)} == {422}
    assert send(campaign).status_code in (201, 303)
    assert send(campaign, address=CROWD, caption="Two").status_code in (201, 303)
    # The control: what was received is counted, for everybody.
    assert send(campaign, address="203.0.113.78", caption="Three").status_code == 429


@pytest.mark.parametrize("refused", [empty_page, empty_call])
def test_tries_have_a_limit_of_their_own_for_each_campaign(campaign: Campaign, settings: Any, refused: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    answers = [refused(campaign).status_code for _ in range(quotas.TRIES + 1)]
    assert answers == [422] * quotas.TRIES + [429]
    assert refused(factories.campaign()).status_code == 422
    assert refused(campaign, CROWD).status_code == 422


def test_the_same_form_again_is_counted_once(campaign: Campaign, settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 2
    same = {"form_key": "5f9d2a2e-8a55-4a52-9a55-0d1a5a0a2f11"}
    assert [by_page(campaign, **same).status_code for _ in range(3)] == [303, 303, 303]
    assert Submission.objects.count() == 1
    assert [by_page(campaign, caption=caption).status_code for caption in ("Two", "Three")] == [303, 429]


@pytest.mark.parametrize("limit", ["SUBMISSIONS_PER_HOUR", "CAMPAIGN_SUBMISSIONS_PER_HOUR"])
def test_whoever_filled_the_room_and_lost_the_answer_hears_that_it_arrived(
    campaign: Campaign, settings: Any, limit: str
) -> None:
    """A form and a call that come again were told to wait for what had long arrived."""
    setattr(settings, limit, 2)
    same = {"form_key": "5f9d2a2e-8a55-4a52-9a55-0d1a5a0a2f11", "caption": "The last one"}
    assert [by_api(campaign, key="k-1").status_code, by_page(campaign, **same).status_code] == [201, 303]
    again = by_api(campaign, key="k-1")
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    IdempotencyKey.objects.all().delete()  # the answer was never kept: the process died just then
    assert by_api(campaign, key="k-1").status_code == 201
    assert by_page(campaign, **same).status_code == 303
    assert Submission.objects.count() == 2
    # The controls: what is new waits, with a key as without, and the key is free again.
    new = [by_api(campaign, key="k-2", caption="New"), by_api(campaign, caption="New"), by_page(campaign)]
    new.append(by_page(campaign, **(same | {"caption": "Other words under the same key"})))
    assert [answer.status_code for answer in new] == [429] * 4
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in new)
    setattr(settings, limit, 3)
    assert by_api(campaign, key="k-2", caption="New").status_code == 201


def test_a_form_without_proof_is_told_to_wait_before_anything_else(campaign: Campaign, settings: Any) -> None:
    """Nobody puts things right and is told to wait then."""
    settings.SUBMISSIONS_PER_HOUR = 1
    assert by_page(campaign).status_code == 303
    assert by_page(campaign, stamp="broken").status_code == 429


def test_sums_fetched_for_one_campaign_close_no_other_one(campaign: Campaign, settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    other = factories.campaign()

    def asked(slug: str) -> list[int]:
        client = Client(REMOTE_ADDR=HOME)
        return [client.get(path).status_code for path in (f"/c/{slug}/guards/", f"/api/v1/campaigns/{slug}/proof/")]

    fetched = [asked(campaign.slug) for _ in range(3)]
    assert fetched == [[200, 200], [200, 200], [200, 429]]  # the control: five sums to a form
    assert asked(other.slug) == [200, 200]


def test_refused_beginnings_do_not_count_as_uploads(campaign: Campaign, settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    tighten(settings, max_files=1)
    client = Client(REMOTE_ADDR=HOME)

    def begun(size: int) -> int:
        said = {"filename": "a.jpg", "size": size, "content_type": "image/jpeg"}
        path = f"/api/v1/campaigns/{campaign.slug}/uploads/"
        return client.post(path, said, content_type="application/json").status_code

    assert [begun(0) for _ in range(4)] == [422] * 4
    assert [begun(100), begun(100)] == [201, 429]


def test_many_homes_of_one_network_are_limited_together(campaign: Campaign, settings: Any) -> None:
    """Whoever holds a /48 had 65,536 times everything."""
    settings.SUBMISSIONS_PER_HOUR = 1
    homes = [f"2001:db8:1:{number:x}::1" for number in range(quotas.HOMES + 1)]
    answers = [by_api(campaign, address=home, caption=home).status_code for home in homes]
    assert answers == [201] * quotas.HOMES + [429]
    # The controls: another such network, and connections of the old kind, which belong to nobody together.
    assert by_api(campaign, address="2001:db8:2::1").status_code == 201
    assert by_api(campaign, address=CROWD).status_code == 201
