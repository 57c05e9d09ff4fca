"""Sending in with a real browser where the store is a bucket of another origin, whose rules for browsers count."""

import io
import logging
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from PIL import Image
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Campaign
from submissions import processing
from submissions.models import Asset, Upload
from tests import factories
from tests.browser import violations
from tests.core.conftest import bucket, client, s3_server
from tests.core.strict_s3 import BUCKET, StrictS3
from tests.portals.fans.browsing import PHONE, allow, needs_client
from tests.ugc_platform.test_browser_uploads import rule
from ugc_platform import browser_policy

__all__ = ["bucket", "client", "s3_server"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_client]
PART = 5 * 1024 * 1024
# What may pass the site itself while files go elsewhere: signatures, words, a proof.
WORDS_ONLY = 20_000


@pytest.fixture
def store(bucket: StrictS3) -> Iterator[StrictS3]:
    """The bucket as the site's store, named in the pages' policy as in production."""
    bucket.browsers.asked.clear()
    with override_settings(CONTENT_SECURITY_POLICY=browser_policy.strict(objects_from=bucket.url)):
        yield bucket
    bucket.browsers.hold_from = 0
    bucket.browsers.flowing.set()


@pytest.fixture
def opened(chromium: Any, live_server: LiveServer, store: StrictS3) -> Iterator[Any]:
    """The first step on a phone; `sizes` are the bodies that the site itself was sent."""
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    page.sizes = []
    page.on("request", lambda asked: asked.url.startswith(live_server.url) and page.sizes.append(weight(asked)))
    campaign: Campaign = factories.campaign(title="Morning light", minimum_age=16)
    page.clock.install()
    page.goto(f"{live_server.url}/c/{campaign.slug}/submit/")
    yield page
    context.close()


def weight(asked: Any) -> int:
    return int(asked.headers.get("content-length") or len(asked.post_data_buffer or b""))


def let_in(client: Any, live_server: LiveServer) -> None:
    """Set the rule of the operators' guide for this site."""
    client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration=rule(live_server.url))


def noise(side: int) -> bytes:
    """A photo that no format can make small."""
    kept = io.BytesIO()
    pixels = random.Random(side).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), pixels).save(kept, "PNG", compress_level=0)
    return kept.getvalue()


def choose(opened: Any, content: bytes) -> None:
    opened.set_input_files("#id_files", [{"name": "lake.png", "mimeType": "image/png", "buffer": content}])


def send(opened: Any) -> None:
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_role("button", name="On to the permission").click()
    allow(opened)
    opened.get_by_role("button", name="Send it").click()
    opened.wait_for_url("**/me/*/?sent=1")


def test_parts_go_straight_to_the_bucket_over_a_cut_and_the_picture_is_shown(
    opened: Any, live_server: LiveServer, store: StrictS3, client: Any
) -> None:
    let_in(client, live_server)
    photo = noise(1_400)
    assert PART < len(photo) < 2 * PART
    store.browsers.hold_from = 2
    choose(opened, photo)
    until(opened, lambda: len(store.browsers.parts()) == 2)  # the first has arrived, the second hangs
    opened.context.set_offline(True)
    opened.locator(".file-meta", has_text="no connection").wait_for()
    store.browsers.flowing.set()
    opened.context.set_offline(False)
    opened.clock.fast_forward(2_000)
    opened.locator(".file-item.is-done").wait_for()
    assert store.browsers.parts() == [PART, len(photo) - PART, len(photo) - PART]  # the cut costs one part
    assert {one.origin for one in store.browsers.asked} == {live_server.url}
    send(opened)
    assert max(opened.sizes) < WORDS_ONLY
    asset = Asset.objects.get()
    processing.render(asset_id=asset.pk, stage="review", clock=timezone.now)
    opened.reload()
    shown = opened.locator("img[src*='/media/member/']").first
    until(opened, lambda: shown.evaluate("one => one.complete && one.naturalWidth") > 0)
    assert asset.original_bytes == len(photo)


def test_a_bucket_that_lets_no_page_in_costs_the_fan_nothing_and_is_told(
    opened: Any, store: StrictS3, caplog: pytest.LogCaptureFixture
) -> None:
    photo = noise(300)
    with caplog.at_level(logging.WARNING, "portals.fans.counting"):
        choose(opened, photo)
        along = opened.locator(".file-meta", has_text="goes along when you press")
        until(opened, along.is_visible, skip=2_000)
        assert opened.get_by_role("alert").inner_text().startswith("Files cannot be sent ahead at the moment.")
        assert violations(opened) == []
        send(opened)
    assert {one.method for one in store.browsers.asked} == {"OPTIONS"}
    asset = Asset.objects.get()
    assert (asset.filename, asset.original_bytes) == ("lake.png", len(photo))
    assert not Upload.objects.filter(state="open").exists()
    assert [record.message for record in caplog.records if "doctor" in record.message] == [
        "Browsers cannot send files to the bucket; they send them with the form. Run manage.py doctor."
    ]


@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (("POST", "uploadId"), ("400 Bad Request", "InvalidPolicy")),
        (("PUT", "partNumber"), ("403 Forbidden", "AccessDenied")),
    ],
)
def test_a_bucket_that_refuses_for_good_is_not_waited_for(
    opened: Any,
    live_server: LiveServer,
    store: StrictS3,
    client: Any,
    call: tuple[str, str],
    refusal: tuple[str, str],
) -> None:
    """The page read "it goes on by itself", and it never did."""
    let_in(client, live_server)
    store.gate.refuses[call] = refusal
    photo = noise(300)
    choose(opened, photo)
    along = opened.locator(".file-meta", has_text="goes along when you press")
    until(opened, along.is_visible, skip=2_000)
    assert violations(opened) == []
    send(opened)
    asset = Asset.objects.get()
    assert (asset.filename, asset.original_bytes) == ("lake.png", len(photo))
    assert not Upload.objects.filter(state="open").exists()


def test_a_part_that_hangs_without_an_error_is_given_up_and_sent_again(
    opened: Any, live_server: LiveServer, store: StrictS3, client: Any
) -> None:
    let_in(client, live_server)
    photo = noise(300)
    store.browsers.flowing.clear()
    choose(opened, photo)
    until(opened, lambda: store.browsers.parts() == [len(photo)])
    opened.locator(".file-meta", has_text="Nearly there").wait_for()  # all of it has left the page
    opened.clock.fast_forward(80_000)
    opened.wait_for_timeout(200)
    assert store.browsers.parts() == [len(photo)]  # a slow line is given its time
    opened.clock.fast_forward(20_000)
    until(opened, lambda: store.browsers.parts() == [len(photo)] * 2)
    store.browsers.flowing.set()
    opened.locator(".file-item.is-done").wait_for()


def until(opened: Any, question: Any, *, skip: int = 0) -> None:
    """Ask until the answer is true, while the page's clock may run ahead."""
    for _ in range(100):
        if question():
            return
        if skip:
            opened.clock.fast_forward(skip)
        opened.wait_for_timeout(50)
    raise AssertionError("still not")
