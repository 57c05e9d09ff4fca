"""The one meeting of submissions and mediakit: fetch to a temporary folder, run, store, publish under the fence.

Objects come before rows: what a dying process leaves behind is an object that no row names, never a row
without its object.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

import mediakit
from campaigns import validators as campaigns_validators
from campaigns.models import Campaign
from core import storage, work_folders
from core.faults import faultpoint
from mediakit.values import Kind
from submissions import captured, fingerprints, services
from submissions.models import Asset, Rendition, Upload, Work
from submissions.uploads import parts

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
RECIPES = {
    Work.Stage.REVIEW: mediakit.REVIEW,
    Work.Stage.WATCH: mediakit.WATCH,
    Work.Stage.PUBLIC: mediakit.PUBLIC,
}
RENEW_EVERY = 20.0
# People look at the percentage now and then; a row needs no write for each.
TELL_EVERY = timedelta(seconds=2)
# A store that hangs must not hold the work for ever.
LONGEST = timedelta(minutes=45)


class Damaged(Exception):
    """The stored original is not the file that came in."""


def limits_of(campaign: Campaign, base: mediakit.Limits | None = None) -> mediakit.Limits:
    """What the installation allows, narrowed by the campaign."""
    ours, theirs = settings.MEDIA_LIMITS, campaigns_validators.limits_of(campaign)
    return replace(
        base or mediakit.Limits(),
        max_photo_bytes=theirs.max_photo_bytes,
        max_photo_pixels=ours["max_photo_pixels"],
        max_heif_pixels=ours["max_heic_pixels"],
        max_side=ours["max_side"],
        max_video_bytes=theirs.max_video_bytes,
        max_video_seconds=theirs.max_video_seconds,
        max_streams=ours["max_video_streams"],
        max_frames=ours["max_animation_frames"],
        max_animation_pixels=ours["max_animation_pixels"],
    )


def kinds_of(campaign: Campaign) -> tuple[Kind, ...]:
    """What the campaign asks for."""
    takes: dict[Kind, bool] = {"photo": campaign.takes_photos, "video": campaign.takes_videos}
    return tuple(kind for kind, wanted in takes.items() if wanted)


def render(*, asset_id: uuid.UUID, stage: str, clock: Clock) -> None:
    """Do one stage of one asset, if it is there to be done. Never raises for what is wrong with the file."""
    work_id = Work.objects.filter(asset_id=asset_id, stage=stage).values_list("pk", flat=True).first()
    work = services.claim_work(work_id=work_id, at=clock()) if work_id is not None else None
    if work is None:
        return
    faultpoint("after_claim")
    try:
        with _kept(work, clock), work_folders.work_folder() as folder:
            _work_on(work, folder, clock)
    except services.FenceLost:
        logger.info("the lease of work %s was lost, its result is dropped", work.pk)
    faultpoint("after_publish")


def _work_on(work: Work, folder: Path, clock: Clock) -> None:
    """Run, and write down whatever comes of it."""
    begun = clock()
    try:
        report = _run(work, folder, clock)
        _publish(work, report, clock)
        took = (clock() - begun).total_seconds()
        logger.info("%s of asset %s done in %.1f s, %d files", work.stage, work.asset_id, took, len(report.renditions))
    except mediakit.Permanent as error:
        services.fail_work(work=work, code=error.code, detail=error.detail, at=clock(), again=False)
    except mediakit.Temporary as error:
        services.fail_work(work=work, code=error.code, detail=error.detail, at=clock(), again=True)
    except (storage.Missing, Damaged) as error:
        services.fail_work(work=work, code="lost", detail=str(error), at=clock(), again=True)
    except storage.Unavailable as error:
        # Neither an outage nor a wrong key of ours is the file's fault: it waits, and `doctor` tells for how long.
        services.postpone_work(work=work, error=str(error), pause=error.pause, at=clock())
    except (services.FenceLost, DatabaseError):
        raise
    except Exception as error:
        logger.exception("work %s failed", work.pk)
        services.fail_work(work=work, code="internal", detail=repr(error), at=clock(), again=True)


def _run(work: Work, folder: Path, clock: Clock) -> mediakit.Report:
    asset = work.asset
    original, made = folder / "original", folder / "made"
    made.mkdir()
    storage.fetch(asset.original_key, original)
    faultpoint("after_fetch")
    recipe = RECIPES[Work.Stage(work.stage)]
    limits = limits_of(asset.submission.campaign, recipe.limits)
    progress = _teller(work, clock)
    report = mediakit.run_isolated(original, replace(recipe, limits=limits), made, progress=progress)
    _check_whole(asset, original, report.sha256)
    faultpoint("after_render")
    return report


def _check_whole(asset: Asset, original: Path, sha256: str) -> None:
    """The whole is what came in: by its checksum, or by those of its parts when nobody had read all of it before."""
    if asset.original_sha256:
        if sha256 != asset.original_sha256:
            raise Damaged(f"expected {asset.original_sha256}, found {sha256}")
        return
    upload = Upload.objects.get(asset=asset)
    if (found := parts.digest_of(original, upload.part_size)) != upload.digest:
        raise Damaged(f"expected parts {upload.digest}, found {found}")


def _teller(work: Work, clock: Clock) -> mediakit.Progress:
    """Write how far the work is into its row, not too often."""
    due = clock()

    def tell(share: float) -> None:
        nonlocal due
        if (at := clock()) >= due:
            due = at + TELL_EVERY
            # Raises when the fence is gone, which ends the decoding: nobody wants its result any more.
            services.renew(work=work, at=at, progress=round(share * 100))

    return tell


def _publish(work: Work, report: mediakit.Report, clock: Clock) -> None:
    renditions = [_stored(work.asset, made, clock()) for made in report.renditions]
    faultpoint("before_publish")
    services.finish_work(work=work, renditions=renditions, measures=_measures(report), at=clock())


def _stored(asset: Asset, made: mediakit.Rendition, at: datetime) -> Rendition:
    """Store one file under a key made from its content, and describe it."""
    key = f"{asset.brand_id}/{asset.pk}/{made.stage}-{made.spec}-{made.version}-{made.sha256[:32]}"
    with made.path.open("rb") as file:
        storage.put(key, file, made.content_type)
    faultpoint("after_rendition_put")
    return Rendition(
        brand_id=asset.brand_id,
        asset=asset,
        spec=made.spec,
        spec_version=made.version,
        stage=made.stage,
        key=key,
        content_type=made.content_type,
        width=made.width,
        height=made.height,
        duration_ms=made.duration_ms,
        bytes=made.bytes,
        sha256=made.sha256,
        created_at=at,
    )


def _measures(report: mediakit.Report) -> dict[str, Any]:
    """The facts about an asset, as its row keeps them."""
    found = report.fingerprint
    return {
        "content_type": report.content_type,
        "original_sha256": report.sha256,
        "width": report.width,
        "height": report.height,
        "duration_ms": report.duration_ms,
        "has_audio": report.has_audio if report.kind == "video" else None,
        "unheard_sound": report.unheard[:40],
        **captured.fields(report.captured_at),
        "camera_model": (report.camera_model or "").replace("\x00", "")[:120],
        "fingerprint": found.pdq if found else "",
        "fingerprint_quality": found.quality if found else None,
        "fingerprint_bands": fingerprints.bands(found.pdq) if found else [],
        "placeholder": report.placeholder or "",
        "dominant_colour": report.dominant_colour or "",
    }


@contextmanager
def _kept(work: Work, clock: Clock) -> Iterator[None]:
    """Renew the lease while the work goes on; decoding may take longer than one lease."""
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(work, clock, done), name=f"lease-{work.pk}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _keep(work: Work, clock: Clock, done: threading.Event) -> None:
    until = clock() + LONGEST
    try:
        while not done.wait(RENEW_EVERY) and clock() < until:
            services.renew(work=work, at=clock())
    except (services.FenceLost, DatabaseError) as error:
        # Nothing to do here: the publishing update asks for the fence again.
        logger.warning("the lease of work %s could not be renewed: %s", work.pk, error)
    finally:
        connection.close()
