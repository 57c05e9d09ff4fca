"""The site that is looked at: front page, campaign and gallery as a brand would have them, on real web processes.

The pictures are drawn by the demo and go through the product's own pipeline, so their bytes are what fans get.
"""

import datetime
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from benchmarks.media.duplicates import database_of_its_own
from tests.fault import web

DATABASE, WORKERS = "bench_pages", 2
PICTURES = 24
Drawn = tuple[Any, dict[str, bytes]]  # a report of the pipeline, and its files by name
NOON = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Place:
    """Two servers on the same data: ours and the peer; and the paths of the pages."""

    ours: str
    peer: str
    paths: dict[str, str]


@contextmanager
def opened(folder: Path) -> Iterator[Place]:
    """Furnish a database of our own and serve it until the block ends."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        stack.enter_context(database_of_its_own(DATABASE))
        environment = _environment(folder)
        stack.enter_context(_objects(folder))
        with mock.patch("core.nudge._send"):  # nobody works in the background here
            paths = _furnish()
        build = [sys.executable, "-m", "portals.frontend.build"]  # bundles of the sheets as they stand now
        subprocess.run(build, cwd=web.ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
        subprocess.run(collect, cwd=web.ROOT, env=environment, check=True)
        servers = [
            stack.enter_context(
                web.running(environment, log=folder / f"{name}.log", application=application, workers=WORKERS)
            )
            for name, application in (("ours", "ugc_platform.wsgi"), ("peer", "benchmarks.pages.peer"))
        ]
        yield Place(servers[0].url, servers[1].url, paths)


def _environment(folder: Path) -> dict[str, str]:
    from django.conf import settings
    from django.db import connection

    address = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ugc_platform.settings",
        "DATABASE_URL": address.geturl(),
        "DATA_DIR": str(folder.resolve()),
        "CELERY_BROKER_URL": "memory://",
        "CACHE_URL": "redis://127.0.0.1:1/0",
        "FANFARE_MODE": "embedded",
        "SECRET_KEY": settings.SECRET_KEY,
        "LOG_LEVEL": "ERROR",
    }


@contextmanager
def _objects(folder: Path) -> Iterator[None]:
    from django.conf import settings
    from django.test import override_settings

    objects: dict[str, Any] = settings.STORAGES["objects"]
    options = objects["OPTIONS"] | {"location": str((folder / "objects").resolve())}
    with override_settings(STORAGES=settings.STORAGES | {"objects": objects | {"OPTIONS": options}}):
        yield


def _furnish() -> dict[str, str]:
    """Three open campaigns with pictures and a logo; the first has what fans sent, and a gallery of it."""
    from accounts import processing as accounts_processing
    from accounts.actors import SYSTEM
    from campaigns import processing as campaigns_processing
    from galleries import services as galleries_services
    from tests import factories
    from ugc_platform.demo import logos, pictures, scenes

    brand = factories.brand()
    accounts_processing.set_logo(brand=brand, file=io.BytesIO(next(iter(logos.DRAWN.values()))()), by=SYSTEM, at=NOON)
    campaigns = []
    for number, (title, scene) in enumerate(
        (("Summer in a cup", scenes.sea), ("Where the path took you", scenes.mountains), ("First cup", scenes.cup))
    ):
        campaign = factories.campaign(brand, title=title, tagline="What is in front of you when the day begins?")
        campaigns.append(
            campaigns_processing.set_hero(
                campaign=campaign, file=io.BytesIO(pictures.wide(scene, number)), alt=title, by=SYSTEM, at=NOON
            )
        )
    shown = campaigns[-1]
    motifs = (scenes.lake, scenes.forest, scenes.dunes, scenes.petals, scenes.skyline, scenes.night)
    drawn = [_drawn(seed, scene) for seed, scene in enumerate(motifs)]
    sent = [_sent(shown, number, drawn) for number in range(PICTURES)]
    owner = factories.owner(brand)
    gallery = galleries_services.create(brand=brand, title="A hundred mornings", by=owner, at=NOON, campaign=shown)
    galleries_services.set_items(gallery=gallery, submissions=sent, by=owner, at=NOON)
    galleries_services.publish(gallery=gallery, by=owner, at=NOON)
    return {"front": "/", "campaign": f"/c/{shown.slug}/", "gallery": f"/g/{gallery.slug}/"}


def _sent(campaign: Any, number: int, drawn: "list[Drawn]") -> Any:
    """An approved photo in its place, with the renditions that the pipeline makes of it."""
    from core import storage
    from galleries import services as galleries_services
    from tests.galleries import stage

    submission = stage.approved(campaign, at=NOON, caption=f"Morning {number + 1}", name=f"Fan {number + 1}")
    asset = submission.assets.get()
    report, files = drawn[number % len(drawn)]
    type(asset).objects.filter(pk=asset.pk).update(width=report.width, height=report.height, kind="photo")
    for made in report.renditions:
        size = {"width": made.width, "height": made.height, "bytes": made.bytes, "sha256": made.sha256}
        row = stage.rendition(asset, made.spec, content_type=made.content_type, **size)
        storage.put(row.key, io.BytesIO(files[made.spec]), made.content_type)
    galleries_services.place(submission_id=submission.pk, at=NOON)
    return submission.pk


def _drawn(seed: int, scene: Any) -> Drawn:
    """One photo of the demo, through the public stage of the pipeline."""
    import mediakit
    from mediakit import recipes
    from ugc_platform.demo import pictures

    with tempfile.TemporaryDirectory(prefix="fanfare-") as folder:
        original, out = Path(folder) / "original", Path(folder) / "made"
        out.mkdir()
        original.write_bytes(pictures.photo(scene, seed, NOON))
        report = mediakit.run_isolated(original, recipes.PUBLIC, out)
        return report, {made.spec: made.path.read_bytes() for made in report.renditions}
