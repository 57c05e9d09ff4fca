"""The Python ways to make a ladder: ours, Pillow as people write it, and the floor below which nobody gets.

Each prepares and returns the work to be measured; what it imports at the top of its function stays out of the others'
processes.
"""

import atexit
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.media import video_recipes
from benchmarks.media.ladders import Rung

Work = Callable[[], None]
Prepare = Callable[[Path, tuple[Rung, ...], Path], Work]


def ours(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """`mediakit.render_photo`, as the isolated child runs it."""
    import mediakit
    from mediakit import photo  # noqa: F401 - the decoders are loaded before the clock runs

    specs = [
        mediakit.RenditionSpec(
            rung.name, "public", "photo", rung.encoding, max_side=rung.side, quality=rung.quality, effort=rung.effort
        )
        for rung in ladder
    ]

    def work() -> None:
        for made in mediakit.render_photo(source, specs, out):
            made.path.rename(out / f"{made.spec}.{made.content_type.removeprefix('image/')}")

    return work


def pillow(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """Open, turn, convert, `resize`, save, once per rendition, as Django's thumbnail libraries do."""
    return _pillow(source, ladder, out, resize=True)


def pillow_thumbnail(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """The same with `Image.thumbnail`, which averages pixels before it resizes, as short snippets do."""
    return _pillow(source, ladder, out, resize=False)


def _pillow(source: Path, ladder: tuple[Rung, ...], out: Path, *, resize: bool) -> Work:
    import io

    from PIL import Image, ImageCms, ImageOps

    srgb = ImageCms.createProfile("sRGB")

    def one(rung: Rung) -> None:
        with Image.open(source) as opened:
            picture = ImageOps.exif_transpose(opened)
        profile = picture.info.get("icc_profile")
        if profile:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, given, srgb, outputMode="RGB")
            picture = converted or picture
        factor = min(1, rung.side / max(picture.size))
        if resize:
            size = (round(picture.width * factor), round(picture.height * factor))
            picture = picture.resize(size, Image.Resampling.LANCZOS)
        else:
            picture.thumbnail((rung.side, rung.side), Image.Resampling.LANCZOS)
        picture.info.clear()
        options = {"method": rung.effort} if rung.encoding == "webp" else {}
        picture.save(out / rung.file_name, rung.encoding.upper(), quality=rung.quality, **options)

    def work() -> None:
        for rung in ladder:
            one(rung)

    return work


def floor(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """One libjpeg-turbo decode and the bare encodes of pixels that are already there in size."""
    import pyvips
    from PIL import Image

    pyvips.cache_set_max(0)
    rungs, top = [], max(rung.side for rung in ladder)
    for rung in ladder:
        image = pyvips.Image.thumbnail(str(source), rung.side, height=rung.side, size="down", export_profile="srgb")
        rungs.append((rung, image.copy_memory()))

    def work() -> None:
        with Image.open(source) as opened:
            opened.draft(None, (top, top))  # shrink-on-load, where the picture is large enough for it
            opened.load()
        for rung, image in rungs:
            _encode(image, rung)

    return work


def _encode(image: Any, rung: Rung) -> None:
    if rung.encoding == "jpeg":
        image.jpegsave_buffer(Q=rung.quality, keep="none")
    else:
        image.webpsave_buffer(Q=rung.quality, effort=rung.effort, keep="none")


def approved(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """The public ladder as the platform makes it, whatever ladder was asked for."""
    import mediakit
    from mediakit import photo  # noqa: F401 - loaded before the clock runs

    def work() -> None:
        mediakit.render_photo(source, mediakit.PUBLIC.specs, out)

    return work


def received(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """All that happens to a received photo, in the warm isolated child."""
    import mediakit

    isolated = mediakit.Isolated()
    isolated.warm()
    atexit.register(isolated.close)

    def work() -> None:
        isolated.run(source, mediakit.REVIEW, out)

    return work


def received_here(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """The same in this process: the difference is what isolation costs."""
    import mediakit
    from mediakit import pipeline  # noqa: F401 - loaded before the clock runs

    def work() -> None:
        mediakit.process(source, mediakit.REVIEW, out)

    return work


def recognition(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """Fingerprint with its turned versions, placeholder and dominant colour of a 320 px picture, as for a received one.

    Measured a hundred times in a row, because once is too short for a clock.
    """
    from PIL import Image

    from mediakit import photo
    from mediakit.decoders import from_pillow
    from mediakit.values import Report

    with Image.open(source) as opened:
        opened.thumbnail((320, 320))
        rung = from_pillow(opened.convert("RGB"))
    empty = Report("photo", "jpeg", "image/jpeg", 1, 1, 1, "")

    def work() -> None:
        for _ in range(100):
            photo.recognised(empty, rung)

    return work


RECIPES: dict[str, Prepare] = {
    "mediakit": ours,
    "Pillow": pillow,
    "Pillow thumbnail": pillow_thumbnail,
    "floor": floor,
    "approved": approved,
    "received": received,
    "received here": received_here,
    "recognition": recognition,
    **video_recipes.RECIPES,
}
