"""How pages arrive, in what no clock decides: what is announced, how large and in which coding the largest picture is,
and that nothing jumps when the typefaces come last. How long it takes is measured by `make bench ONLY=pages`.
"""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts import processing as accounts_processing
from accounts.actors import SYSTEM
from benchmarks.pages import phone
from campaigns import processing
from campaigns.models import Campaign
from galleries import services as galleries_services
from galleries.models import Gallery
from portals import bundles
from portals.templatetags import design
from tests import factories
from tests.portals import answers
from tests.portals.fans.shown import photo
from ugc_platform.demo import logos, pictures, scenes

pytestmark = pytest.mark.django_db
TITLE = "What is on your table when the day begins, and who sits there with you?"
TOPS = "() => [...document.querySelectorAll('main *')].map(one => one.getBoundingClientRect().top)"
needs_fonts = pytest.mark.skipif(
    not design.static_if_present("vendor/fonts.css"), reason="no front-end packages: make frontend"
)


def with_picture(campaign: Campaign, seed: int = 21) -> Campaign:
    file = io.BytesIO(pictures.wide(scenes.mountains, seed))
    return processing.set_hero(campaign=campaign, file=file, alt="Hills", by=SYSTEM, at=timezone.now())


def furnish(title: str = "Morning light") -> Gallery:
    """A campaign with picture and logo, six photos shown, and a gallery of them."""
    brand = factories.brand()
    accounts_processing.set_logo(
        brand=brand, file=io.BytesIO(next(iter(logos.DRAWN.values()))()), by=SYSTEM, at=timezone.now()
    )
    campaign = with_picture(
        factories.campaign(brand, title=title, tagline="Send us what you see at six.", brief="B " * 90)
    )
    sent = [photo(campaign, (1280, 960) if number % 2 else (960, 1280), name=f"Fan {number}") for number in range(6)]
    by = factories.owner(brand)
    for submission in sent:
        galleries_services.place(submission_id=submission.pk, at=timezone.now())
    made = galleries_services.create(brand=brand, title=title, by=by, at=timezone.now(), campaign=campaign)
    galleries_services.set_items(gallery=made, submissions=[one.pk for one in sent], by=by, at=timezone.now())
    return galleries_services.publish(gallery=made, by=by, at=timezone.now())


def address(campaign: Campaign) -> str:
    return reverse("fans:campaign", kwargs={"slug": campaign.slug})


def test_the_picture_is_announced_and_offered_lightest_first(client: Client) -> None:
    campaign = with_picture(factories.campaign(title="Morning light"))
    ahead = with_picture(factories.campaign(title="Not yet", opens_at=timezone.now() + timedelta(days=3), listed=False))
    for path, where in (
        (address(campaign), "(min-width: 56rem) 55vw, 100vw"),
        (address(ahead), "(min-width: 56rem) 55vw, 100vw"),
        ("/", "(min-width: 48rem) 26rem, 91vw"),
    ):
        html = client.get(path).content.decode()
        (early,) = re.findall(r'<link rel="preload" as="image"[^>]*>', html)
        sources = re.findall(r'<source type="([^"]+)" srcset="([^"]+)" sizes="([^"]+)">', html)
        assert [kind for kind, _set, _sizes in sources] == ["image/avif", "image/webp"]
        for kind, srcset, sizes in sources:
            assert [each.split()[1] for each in srcset.split(", ")] == ["640w", "1080w", "1440w", "2000w"]
            assert sizes == where
            for each in srcset.split(", "):
                file = client.get(each.split()[0])
                assert (file.status_code, file.headers["Content-Type"], bool(answers.body(file))) == (200, kind, True)
                assert file.headers["Cache-Control"] == "public, max-age=86400"
        assert f'type="image/avif" imagesrcset="{sources[0][1]}" imagesizes="{where}" fetchpriority="high"' in early
        (img,) = re.findall(r"<picture>.*?(<img [^>]*>)", html)
        assert 'fetchpriority="high"' in img
        assert 'width="2000" height="1200"' in img
        assert "lazy" not in img


def test_a_picture_without_sizes_is_shown_as_before(client: Client) -> None:
    campaign = with_picture(factories.campaign(title="Morning light"))
    campaign.hero_files.all().delete()
    html = client.get(address(campaign)).content.decode()
    assert "<source" not in html
    assert 'as="image"' not in html
    assert re.search(r'<picture><img src="/media/hero/[^"]+" alt="Hills"', html)


def test_only_the_first_picture_of_the_front_page_is_asked_for_at_once(client: Client) -> None:
    for number in range(3):
        with_picture(factories.campaign(title=f"Morning {number}"), seed=number)
    images = re.findall(r"<picture>.*?(<img [^>]*>)", client.get("/").content.decode())
    assert ["lazy" in image for image in images] == [False, True, True]


def test_what_others_sent_waits_for_the_picture_at_the_head(client: Client) -> None:
    gallery = furnish()
    assert gallery.campaign
    tiles = re.findall(r'<img src="/m/[^>]*loading="(\w+)"', client.get(address(gallery.campaign)).content.decode())
    assert tiles == ["lazy"] * 6
    own = client.get(reverse("fans:gallery", kwargs={"slug": gallery.slug})).content.decode()
    assert re.findall(r'<img src="/m/[^>]*loading="(\w+)"', own) == ["eager"] * 6
    assert len(re.findall(r'<img src="/m/[^>]*fetchpriority="high"', own)) == 1
    sizes = set(re.findall(r' sizes="\(max-width: 40rem\) (\d+)vw, (\d+)vw" width="(\d+)"', own))
    assert sizes == {("60", "29", "1280"), ("34", "16", "960")}, "an upright one takes less of a row"


def test_a_size_of_another_version_or_name_is_missing(client: Client) -> None:
    campaign = with_picture(factories.campaign(title="Morning light"))
    names = {"slug": campaign.slug, "version": "0" * 12, "size": "avif-640"}
    assert client.get(reverse("media:hero_size", kwargs=names)).status_code == 404
    (right,) = re.findall(r'srcset="(/media/hero/[^/]+/[^/]+)/avif-640 ', client.get(address(campaign)).text)[:1]
    assert len(answers.body(client.get(f"{right}/avif-640"))) > 1000
    assert client.get(f"{right}/avif-641").status_code == 404


@needs_fonts
def test_typefaces_are_announced_and_the_sheet_is_one(client: Client) -> None:
    for path in ("/", address(factories.campaign(title="Morning light"))):
        html = client.get(path).content.decode()
        early = re.findall(r'<link rel="preload" as="font" type="font/woff2" href="([^"]+)" crossorigin>', html)
        assert [re.sub(r"\.\w{12}\.", ".", one).rpartition("/")[2] for one in early] == [
            "text-latin.woff2",
            "display-latin.woff2",
        ]
        if bundles.fresh():
            (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
            assert "vendor/fans" in sheet


@needs_fonts
def test_every_typeface_has_stand_ins_of_its_metrics() -> None:
    sheet = (design.SPRITE.parent / "fonts.css").read_text()
    for name in ("Text", "Display"):
        stack = re.search(rf'--font-{name.lower()}: "Fanfare {name}", ([^;]+);', sheet)
        assert stack
        for machine in ("Arial", "Roboto", "DejaVu"):
            assert f'"Fanfare {name} {machine}"' in stack.group(1)
            assert re.search(rf'"Fanfare {name} {machine}"; src: local\([^}}]*size-adjust: [\d.]+%', sheet)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestOnAPhone:
    """In a real browser, with the pictures that the pipeline makes."""

    def opened(self, chromium: Any, url: str, **more: Any) -> Any:
        page = chromium.new_context(**(phone.PHONE | more)).new_page()
        page.add_init_script(phone.WATCH)
        page.goto(url, wait_until="domcontentloaded")
        return page

    def test_the_largest_picture_is_light(self, chromium: Any, live_server: LiveServer) -> None:
        gallery = furnish()
        assert gallery.campaign
        for path, most in (("/", 90_000), (address(gallery.campaign), 90_000)):
            page = self.opened(chromium, live_server.url + path)
            picture = page.locator("picture img").first
            picture.evaluate("one => one.decode()")
            source = picture.evaluate("one => one.currentSrc")
            assert source.endswith(("avif-1080", "avif-1440"))
            body = page.request.get(source)
            assert (body.headers["content-type"], len(body.body()) < most) == ("image/avif", True)
            asked = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
            assert len([one for one in asked if "/media/hero/" in one]) == 1, "the announced one is the one shown"

    def jumped(self, chromium: Any, url: str, width: int, *, bare: bool = False) -> float:
        """How far the page moves when the typefaces come after everything else stands, in shares of the screen.

        By geometry, which is there before the first frame is painted: a layout shift is never more than that.
        """
        held: list[Any] = []
        device = {"viewport": {"width": width, "height": 900}} | ({} if width == 390 else {"is_mobile": False})
        page = chromium.new_context(**(phone.PHONE | device)).new_page()
        page.route("**/*.woff2", lambda route: held.append(route))
        if bare:
            page.route("**/*.css", lambda route: route.fulfill(body=without_metrics(route), content_type="text/css"))
        page.add_init_script(phone.WATCH)
        page.goto(url, wait_until="domcontentloaded")
        page.wait_for_function("() => [...document.images].every(one => one.loading === 'lazy' || one.complete)")
        page.wait_for_function(
            "() => [...document.fonts].some(one => / DejaVu| Arial/.test(one.family) && one.status === 'loaded')"
        )
        assert held, "the page stands in other typefaces"
        before: list[float] = page.evaluate(TOPS)
        for route in held:
            route.continue_()
        page.unroute("**/*.woff2")
        page.evaluate("document.fonts.ready.then(() => new Promise(done => setTimeout(done, 300)))")
        assert page.evaluate("[...document.fonts].filter(one => one.status === 'loaded').length") >= 3
        moved = max(abs(one - other) for one, other in zip(before, page.evaluate(TOPS), strict=True) if one < 900)
        shift: float = page.evaluate("window.seen.cls")
        page.context.close()
        return float(max(shift, moved / 900))

    @needs_fonts
    @pytest.mark.parametrize("width", [390, 1440])
    def test_nothing_jumps_when_the_typefaces_come_last(
        self, chromium: Any, live_server: LiveServer, width: int
    ) -> None:
        gallery = furnish(TITLE if width == 390 else "Morning light")
        assert gallery.campaign
        for path in ("/", address(gallery.campaign), reverse("fans:gallery", kwargs={"slug": gallery.slug})):
            assert self.jumped(chromium, live_server.url + path, width) <= 0.02, path

    @needs_fonts
    def test_it_would_jump_without_the_metrics(self, chromium: Any, live_server: LiveServer) -> None:
        """The negative control."""
        assert (
            self.jumped(chromium, live_server.url + address(with_picture(factories.campaign(title=TITLE))), 390) <= 0.02
        )
        url = live_server.url + address(with_picture(factories.campaign(title=TITLE)))
        assert self.jumped(chromium, url, 390, bare=True) > 0.02


def without_metrics(route: Any) -> str:
    """A sheet whose stand-ins are as the machine has them."""
    return re.sub(r"(?:size-adjust|\w+-override): *[\d.]+%;?", "", route.fetch().text())
