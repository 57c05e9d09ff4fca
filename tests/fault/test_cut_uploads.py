"""An upload through a bad network, with real web processes: twenty cuts cost at most one part each, a kill no more.

The usual run sends 42 MB; `FANFARE_WHOLE_UPLOAD=1` and `make bench ONLY=uploads` send 200 MB.
"""

import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from campaigns.models import Campaign
from core import storage
from submissions.models import Asset, Upload
from tests import factories
from tests.core.conftest import bucket, client, s3_server
from tests.core.strict_s3 import BUCKET, KEY_ID, REGION, SECRET, StrictS3
from tests.fault import cuts, proxy, web
from tests.fault.phone import Forgetful, Phone
from tests.fault.proxy import Cut, Fault, Proxy
from ugc_platform.embedded import installation

__all__ = ["bucket", "client", "s3_server"]
pytestmark = pytest.mark.services
PARTS = 40 if os.environ.get("FANFARE_WHOLE_UPLOAD") else 8
CUTS = 20
KEPT = Path(settings.DATA_DIR) / "cuts"


@dataclass
class Place:
    """A web process, a campaign in its database, and the bad network that parts go through."""

    store: str
    server: web.Web
    network: Proxy
    campaign: Campaign

    @property
    def api(self) -> str:
        return self.network.url if self.store == "folder" else self.server.url

    def phone(self) -> Phone:
        return Phone(self.api, self.campaign.slug)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, surroundings: dict[str, str], tmp_path: Path) -> Iterator[Place]:
    """The whole arrangement, on each store in turn."""
    campaign = factories.campaign()
    opened = through_bucket if request.param == "bucket" else through_gateway
    with opened(request, surroundings, tmp_path / "web.log") as (server, network):
        yield Place(request.param, server, network, campaign)


@contextmanager
def through_gateway(
    request: pytest.FixtureRequest, environment: dict[str, str], log: Path
) -> Iterator[tuple[web.Web, Proxy]]:
    """Parts go to the web process itself, and so does everything else: all of it through the network."""
    del request
    port = web.free_port()
    with (
        proxy.running(f"http://127.0.0.1:{port}") as network,
        web.running(environment | {"SITE_URL": network.url}, log=log, port=port) as server,
    ):
        yield server, network


@contextmanager
def through_bucket(
    request: pytest.FixtureRequest, environment: dict[str, str], log: Path
) -> Iterator[tuple[web.Web, Proxy]]:
    """Parts go to the bucket, whose address is the network's."""
    server_s3: StrictS3 = request.getfixturevalue("bucket")
    with proxy.running(server_s3.url) as network:
        named = {"S3_BUCKET": BUCKET, "S3_ENDPOINT_URL": network.url, "S3_REGION": REGION,
                 "S3_ACCESS_KEY_ID": KEY_ID, "S3_SECRET_ACCESS_KEY": SECRET}  # fmt: skip
        with web.running(environment | named, log=log) as server:
            yield server, network


def arrived_as(content: bytes, id_: str, phone: Phone, campaign: Campaign) -> bool:
    """Whether a submission with this upload has these very bytes."""
    assert campaign.terms
    submission = phone.submit(id_, campaign.terms.version)
    with storage.open(Asset.objects.get(submission_id=submission).original_key) as original:
        return original.read() == content


def test_twenty_cuts_cost_at_most_one_part_each(place: Place, tmp_path: Path) -> None:
    content = cuts.clip(tmp_path, PARTS * cuts.PART)
    place.network.begin_anew(cuts.plan(CUTS, parts=PARTS, seed=9))
    phone = place.phone()

    id_ = phone.send(content)

    cost = cuts.cost(content, phone, place.network)
    table = cuts.table(phone, place.network)
    print(table)
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{place.store}.md").write_text(table)
    assert (cost.cuts, cost.sent_again, cost.within) == (CUTS, CUTS, True), cost
    place.network.begin_anew({})
    assert arrived_as(content, id_, phone, place.campaign)


@pytest.mark.parametrize("place", ["folder"], indirect=True)
def test_a_client_that_begins_anew_costs_more_than_that(place: Place, tmp_path: Path) -> None:
    """The negative control of the measure."""
    content = cuts.clip(tmp_path, 3 * cuts.PART)
    place.network.begin_anew({2: Cut(Fault.RST, cuts.MIB), 5: Cut(Fault.FIN, cuts.MIB)})
    phone = Forgetful(place.api, place.campaign.slug)

    phone.send(content)

    cost = cuts.cost(content, phone, place.network)
    assert (cost.cuts, cost.sent_again, cost.within) == (2, 6, False)
    assert Upload.objects.count() == 3


def test_a_server_that_is_killed_in_the_middle_of_a_part_goes_on(place: Place, tmp_path: Path) -> None:
    content = cuts.clip(tmp_path, 4 * cuts.PART)
    phone = place.phone()
    killed: list[int] = []

    def kill(number: int) -> None:
        if number == 3 and not killed:
            killed.append(number)
            place.server.kill()
            place.server.start()

    id_ = phone.send(content, midway=kill)

    # Parts to the bucket do not pass through the server, so they do not even notice.
    assert phone.attempts == ([1, 2, 3, 3, 4] if place.store == "folder" else [1, 2, 3, 4])
    assert arrived_as(content, id_, phone, place.campaign)


@pytest.mark.parametrize(
    ("worker_class", "answers"), [(installation.WEB_CLASS, True), (web.PLAIN_CLASS, False)], ids=["ours", "plain"]
)
def test_phones_that_fall_silent_do_not_hold_the_server(
    surroundings: dict[str, str], tmp_path: Path, worker_class: str, answers: bool
) -> None:
    """Not even for a moment. The negative control: each of gunicorn's own threads waits for its phone."""
    campaign, content = factories.campaign(), cuts.clip(tmp_path, cuts.PART)
    with web.running(surroundings, log=tmp_path / "web.log", worker_class=worker_class) as server:
        phone = Phone(server.url, campaign.slug)
        begun = phone.call("POST", f"campaigns/{campaign.slug}/uploads/", {**phone.said, "size": len(content)})
        wanted = {"number": 1, "size": cuts.PART, "sha256": hashlib.sha256(content).hexdigest()}
        signed = phone.call("POST", f"uploads/{begun['id']}/parts/", wanted)
        with ExitStack() as silent:
            for _ in range(web.THREADS):
                line = silent.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                line.sendall(half_a_part(urlsplit(signed["url"]).path, signed["headers"]))
            assert server.answers(within=6.0) == answers


def half_a_part(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"PUT {path} HTTP/1.1", "Host: localhost", f"Content-Length: {cuts.PART}"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", "half"]).encode()
