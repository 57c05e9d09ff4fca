"""No file is lost for its name, and no byte of any file is changed on the way."""

import io
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import Brand, User
from campaigns.models import Campaign
from portals import parts
from submissions.models import Asset
from tests import factories
from tests.portals.fans import senders
from tests.submissions import makers

BOUNDARY = "----a-boundary"


@pytest.fixture
def campaign(db: None, alone: None) -> Campaign:
    return factories.campaign(factories.brand())


def _body(fields: dict[str, str], files: list[tuple[bytes, bytes]], field: bytes = b"files") -> bytes:
    """A body as a browser makes it; the names of the files are raw bytes."""
    lines = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, content in files:
        head = (
            b'Content-Disposition: form-data; name="'
            + field
            + b'"; filename="'
            + name
            + b'"\r\nContent-Type: image/jpeg'
        )
        lines.append(b"--" + BOUNDARY.encode() + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(lines) + f"--{BOUNDARY}--\r\n".encode()


def _send(campaign: Campaign, *names: bytes) -> Any:
    terms = campaign.terms.version if campaign.terms else 0
    said = {"terms_version": str(terms), "accept": "true", "age_confirmed": "true", "scopes": "pages"}
    body = _body({**said, "people": "nobody", "caption": "Grüße"}, [(name, senders.photo().read()) for name in names])
    return Client().post(
        f"/api/v1/campaigns/{campaign.slug}/submissions/",
        data=body,
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"..", "file"),
        (b".", "file"),
        (b"folder/", "file"),
        (b"\x01\x02", "file"),
        ("Käse.jpg".encode("latin-1"), "Käse.jpg"),
        ("Käse.jpg".encode(), "Käse.jpg"),
        (b"../../IMG_1.jpg", "IMG_1.jpg"),
    ],
)
def test_a_file_is_taken_whatever_it_is_called(campaign: Campaign, name: bytes, shown: str) -> None:
    answer = _send(campaign, name)

    assert answer.status_code == 201, answer.content
    asset = Asset.objects.get()
    assert (asset.filename, asset.submission.caption) == (shown, "Grüße")


def test_a_file_field_that_was_left_empty_is_no_file(campaign: Campaign) -> None:
    answer = _send(campaign, b"")

    assert answer.status_code == 422
    assert not Asset.objects.exists()


@pytest.mark.parametrize("name", [b"..", b"folder/", "Käse.png".encode("latin-1")])
def test_the_forms_of_members_take_it_as_well(db: None, name: bytes) -> None:
    brand = factories.brand()
    member = Client()
    member.force_login(User.objects.get(pk=factories.member(brand).user_id or 0))

    answer = member.post(
        f"/studio/{brand.slug}/settings/logo/",
        data=_body({}, [(name, makers.jpeg(size=(400, 100)))], b"logo"),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )

    assert answer.status_code == 302, answer.content
    assert Brand.objects.get(pk=brand.pk).logo_key


def _passed(body: bytes, boundary: bytes, sizes: list[int]) -> bytes:
    stream, out, turn = parts.NamesInUtf8(_Trickle(body, sizes), boundary), b"", 0
    while piece := stream.read(sizes[turn % len(sizes)]):
        out, turn = out + piece, turn + 1
    return out


class _Trickle:
    """Gives a few bytes at a time, as slow networks do."""

    def __init__(self, body: bytes, sizes: list[int]) -> None:
        self.body, self.sizes, self.turn = io.BytesIO(body), sizes, 0

    def read(self, _: int) -> bytes:
        self.turn += 1
        return self.body.read(self.sizes[self.turn % len(self.sizes)])


SIZES = st.lists(st.integers(1, 80), min_size=1, max_size=5)
PIECES = st.lists(
    st.sampled_from([b"--ab", b"\r\n\r\n", b"\r\n", b"--a", b"x", b"\xe4", b"\xc3\xa4", b"-"]), max_size=40
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(sizes=SIZES, content=st.binary(max_size=200), name=st.sampled_from(["a", "ä", "日本"]))
def test_bodies_in_utf8_pass_untouched(sizes: list[int], content: bytes, name: str) -> None:
    body = _body({"caption": name}, [(name.encode(), content), (b"..", content)])

    assert _passed(body, BOUNDARY.encode(), sizes) == body


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(sizes=SIZES, pieces=PIECES)
def test_however_a_body_arrives_it_reads_the_same(sizes: list[int], pieces: list[bytes]) -> None:
    body = b"".join(pieces)

    assert _passed(body, b"ab", sizes) == _passed(body, b"ab", [len(body) + 1])


def test_headers_without_an_end_are_let_through() -> None:
    body = b"--ab\r\n" + b"\xe4" * 3000

    assert _passed(body, b"ab", [7]) == body
