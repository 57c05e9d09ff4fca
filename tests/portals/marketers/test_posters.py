"""Posters: the code reads and keeps its quiet zone, colours hold contrast, every script is either set or left out."""

import dataclasses
import io
import itertools
import re
import zlib
from datetime import UTC, datetime
from xml.etree import ElementTree as Tree

import pytest
import segno
from django.urls import reverse
from PIL import Image

from accounts.actors import SYSTEM
from accounts.models import Brand
from campaigns import services as campaigns_services
from campaigns.models import Campaign
from core import storage
from portals import accent
from portals.marketers.posters import letters, pdf, sheet, svg, wording
from tests import factories
from tests.portals import rooms

WORDS = sheet.Words(
    brand="Northlight",
    title="Where the path took you",
    sentence="Show us the place that made you stop.",
    call="Scan, and send yours",
    small="You decide what may happen with your pictures.",
    link="northlight.example/s/h4kx7m",
    address="https://northlight.example/s/h4kx7m/",
    colour="#2f6f4f",
)
TITLES = [
    "Where the path took you",
    "Žluťoučký kůň běží přes Łódź",
    "“Quoted” – and … more’s",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen " * 2,
    "أين أخذك الطريق",
    "道があなたを連れて行った場所",
    "Дорога",
    "Sun 🎉",
    "a" * 120,
    "<b>&\"'",
]
AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture(params=["core", "made"])
def typefaces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the typefaces of set-up where they are, and without."""
    kind = str(request.param)
    if kind == "core":
        monkeypatch.setattr(letters, "display", lambda: letters.Core("HelveticaB"))
        monkeypatch.setattr(letters, "text", lambda: letters.Core("Helvetica"))
    elif not isinstance(letters.display(), letters.Made):
        pytest.skip("the front-end packages are not here: make setup")
    return kind


def lines(made: sheet.Sheet) -> list[sheet.Line]:
    return [part for part in made.parts if isinstance(part, sheet.Line)]


def boxes(made: sheet.Sheet) -> list[sheet.Box]:
    return [part for part in made.parts if isinstance(part, sheet.Box)]


def drawn(made: sheet.Sheet) -> bytes:
    return pdf.draw(made, title="Poster", author="Northlight", language="en", at=AT)


@pytest.mark.parametrize("paper", sheet.PAPERS)
def test_the_code_on_the_poster_is_the_address_with_its_quiet_zone(paper: str) -> None:
    made = sheet.compose(WORDS, paper)
    matrix = segno.make(WORDS.address, error="m", micro=False).matrix
    dark = [box for box in boxes(made) if box.colour == sheet.BLACK]
    *_, ground = [box for box in boxes(made) if box.colour == sheet.PAPER]
    module = ground.width / (len(matrix) + 8)
    read = [[0] * len(matrix) for _ in matrix]
    for box in dark:
        row, column = round((box.y - ground.y) / module) - 4, round((box.x - ground.x) / module) - 4
        for step in range(round(box.width / module)):
            read[row][column + step] = 1
    assert read == [[int(bool(bit)) for bit in row] for row in matrix]
    assert min(box.x for box in dark) - ground.x == pytest.approx(4 * module)
    assert module > 2, "a phone reads it from a few steps away"


@pytest.mark.parametrize("paper", sheet.PAPERS)
@pytest.mark.parametrize("title", TITLES)
def test_nothing_leaves_the_sheet_or_meets_its_neighbour(typefaces: str, title: str, paper: str) -> None:
    made = sheet.compose(dataclasses.replace(WORDS, title=title), paper)
    margin = sheet.BLEED + sheet.MARGIN * made.trim[0] / 210
    right = made.size[0] - margin
    for line in lines(made):
        assert line.own
        assert line.x == pytest.approx(margin)
        assert line.x + line.face.width(line.text, line.size) <= right + 0.01, line.text
        assert margin < line.y < made.size[1] - margin + 0.01
    by_height = sorted(lines(made), key=lambda line: line.y)
    for above, below in itertools.pairwise(by_height):
        assert below.y - above.y >= below.size * 0.9, (above.text, below.text)


@pytest.mark.parametrize("title", TITLES)
def test_every_title_makes_a_file_and_what_cannot_be_set_is_left_out(typefaces: str, title: str) -> None:
    made = sheet.compose(dataclasses.replace(WORDS, title=title), "a4")
    assert drawn(made).startswith(b"%PDF-")
    writable = letters.display().writes(title)
    assert made.left_out == (() if writable else (title,))
    assert any(line.text.startswith("Scan") and line.size > 12 for line in lines(made)) is not writable


def png(colour: tuple[int, ...]) -> bytes:
    body = io.BytesIO()
    Image.new("RGBA", (160, 80), colour).save(body, "PNG")
    return body.getvalue()


@pytest.mark.parametrize("on_dark", [False, True])
@pytest.mark.parametrize("size", [(800, 100), (320, 80), (200, 400)])
def test_a_logo_stands_on_a_plate_instead_of_the_name(size: tuple[int, int], on_dark: bool) -> None:
    words = dataclasses.replace(WORDS, brand="شمال", logo=sheet.Logo(png((255, 255, 255, 128)), *size, on_dark=on_dark))
    made = sheet.compose(words, "a3")
    (picture,) = [part for part in made.parts if isinstance(part, sheet.Picture)]
    plate = made.parts[made.parts.index(picture) - 1]
    assert isinstance(plate, sheet.Box)
    assert plate.colour == (sheet.INK if on_dark else sheet.PAPER)
    assert picture.width / picture.height == pytest.approx(size[0] / size[1])
    assert plate.x < picture.x < picture.x + picture.width < plate.x + plate.width
    title = next(line for line in lines(made) if line.text.startswith("Where"))
    assert plate.y + plate.height < title.y - title.size
    assert made.left_out == (), "the logo stands for a name that our letters cannot write"
    file = drawn(made)
    assert b"/SMask" in file, "its transparency travels with it"
    (image,) = Tree.fromstring(svg.draw(made, title="Poster", language="en")).iter("{http://www.w3.org/2000/svg}image")
    assert image.get("href", "").startswith("data:image/png;base64,iVBOR")
    assert image.get("aria-label") == "شمال"


@pytest.mark.django_db
def test_the_brands_logo_is_on_its_posters_and_the_name_while_its_file_is_away() -> None:
    campaign = factories.campaign()
    key = f"{campaign.brand_id}/brand/logo-print-1-{campaign.pk.hex}"
    look = {"logo_key": key, "logo_print_key": key, "logo_width": 320, "logo_height": 160, "logo_ground": "dark"}
    Brand.objects.filter(pk=campaign.brand_id).update(**look)
    campaign = Campaign.objects.get(pk=campaign.pk)
    assert (wording.words(campaign).logo, wording.left_out(campaign)) == (None, ())
    storage.put(key, io.BytesIO(png((0, 0, 0, 255))), "image/png")
    assert wording.words(campaign).logo == sheet.Logo(png((0, 0, 0, 255)), 320, 160, on_dark=True)


def test_the_svg_leaves_nothing_out(typefaces: str) -> None:
    made = sheet.compose(dataclasses.replace(WORDS, title="道 <b>", brand="شمال"), "a4", any_script=True)
    drawing = Tree.fromstring(svg.draw(made, title="道 <b>", language="en"))  # our own
    texts = [found.text for found in drawing.iter("{http://www.w3.org/2000/svg}text")]
    labels = [found.get("aria-label") for found in drawing.iter("{http://www.w3.org/2000/svg}path")]
    assert made.left_out == ()
    assert {"道 <b>", "شمال"} <= set(texts)
    assert (WORDS.link in labels) is (typefaces == "made"), "letters of ours are outlines: a printer needs no font"
    assert WORDS.link in [*labels, *texts]
    assert drawing.get("width") == "216mm"


@pytest.mark.parametrize("colour", ["", "no colour", "#ffee00", "#000000", "#ffffff", "#808080", "#ff0066"])
def test_the_title_can_be_read_on_every_colour(colour: str) -> None:
    made = sheet.compose(dataclasses.replace(WORDS, colour=colour), "a4")
    field = boxes(made)[1].colour
    title = next(line for line in lines(made) if line.text.startswith("Where"))
    assert accent.contrast(accent.parse_hex(field), accent.parse_hex(title.colour)) >= 4.5


def test_the_file_says_where_to_cut_and_keeps_its_words_as_text(typefaces: str) -> None:
    file = drawn(sheet.compose(WORDS, "a4"))
    boxes_of = {
        name.decode(): [float(number) for number in found.split()]
        for name, found in re.findall(rb"/(MediaBox|TrimBox|BleedBox) \[([^\]]*)\]", file)
    }
    millimetre = 72 / 25.4
    assert boxes_of["TrimBox"][2] - boxes_of["TrimBox"][0] == pytest.approx(210 * millimetre, abs=0.02)
    assert boxes_of["TrimBox"][3] - boxes_of["TrimBox"][1] == pytest.approx(297 * millimetre, abs=0.02)
    assert boxes_of["MediaBox"] == pytest.approx([0, 0, 216 * millimetre, 303 * millimetre], abs=0.02)
    assert boxes_of["BleedBox"] == pytest.approx(boxes_of["MediaBox"], abs=0.02)
    assert (b"/FontFile2" in file) is (typefaces == "made"), "letters travel with the file"
    streams = [
        zlib.decompress(found) for found in re.findall(rb"FlateDecode.*?stream\n(.*?)\nendstream", file, re.DOTALL)
    ]
    assert any(b"BT" in stream for stream in streams)


@pytest.mark.django_db
def test_the_words_are_the_campaigns_and_the_link_its_short_one() -> None:
    campaign = campaigns_services.update(
        campaign=factories.campaign(title="Morning light", tagline="What is on your table?"),
        by=SYSTEM, at=factories.NOW, accent="#123456",
    )  # fmt: skip
    said = wording.words(campaign)
    assert (said.title, said.sentence, said.colour) == ("Morning light", "What is on your table?", "#123456")
    assert said.address.endswith(f"/s/{campaign.short_code}/")
    assert said.link == said.address.split("//")[1].rstrip("/")
    german = factories.with_terms(factories.draft(), locale="de")
    assert wording.language_of(german) == "de"
    assert wording.language_of(factories.draft()) == "en"


def address(campaign: Campaign, kind: str, paper: str = "a4") -> str:
    parts = {"brand": campaign.brand.slug, "campaign": campaign.slug, "paper": paper}
    return reverse(f"marketers:poster_{kind}", kwargs=parts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "type_", "begins"), [("pdf", "application/pdf", b"%PDF"), ("svg", "image/svg+xml", b"<svg")]
)
def test_members_fetch_it_as_a_file(kind: str, type_: str, begins: bytes) -> None:
    campaign = factories.campaign(title="Morning light")
    client = rooms.signed_in(campaign.brand, "viewer")
    answer = client.get(address(campaign, kind, "a3"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == type_
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{campaign.slug}-a3.{kind}"'
    assert answer.content.startswith(begins)
    assert client.get(address(campaign, kind, "a0")).status_code == 404
    foreign = rooms.signed_in(factories.brand())
    assert foreign.get(address(campaign, kind)).status_code == 404


@pytest.mark.django_db
def test_the_campaigns_page_offers_both_and_says_what_the_pdf_leaves_out() -> None:
    plain, other = factories.campaign(title="Morning light"), factories.campaign(title="朝の光")
    for campaign, warns in ((plain, False), (other, True)):
        client = rooms.signed_in(campaign.brand)
        shown = reverse("marketers:campaign", kwargs={"brand": campaign.brand.slug, "campaign": campaign.slug})
        page = client.get(shown).content.decode()
        assert address(campaign, "pdf", "a4") in page
        assert address(campaign, "pdf", "a3") in page
        assert address(campaign, "svg") in page
        assert f"/s/{campaign.short_code}/" in page
        assert ("Our typefaces have no letters" in page) is warns
