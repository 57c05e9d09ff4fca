"""The closed list of renditions and the recipes that make them.

To add one: a row here, a line in `docs/media.md`, done. Changing a row means raising its version.
"""

from dataclasses import replace

from mediakit.values import MIB, Limits, Recipe, RenditionSpec

_REVIEW_SPECS = (
    RenditionSpec("photo-1280", "review", "photo", "jpeg", max_side=1280),
    RenditionSpec("photo-320", "review", "photo", "jpeg", max_side=320),
    RenditionSpec("poster", "review", "poster", "jpeg", max_side=1280),
    RenditionSpec("poster-320", "review", "poster", "jpeg", max_side=320),
    RenditionSpec("preview", "review", "preview", "mp4", max_side=480, quality=28, seconds=3),
)
# The whole clip with its sound, as cheap as people can judge it by: a moderator decides on it, nobody publishes it.
_WATCH_SPECS = (RenditionSpec("video-480", "review", "video", "mp4", max_side=854, quality=27, effort=2),)
# AVIF at speed 9 costs less than WebP at effort 4 and is smaller at equal SSIM; below 640 px WebP decodes everywhere
# and the difference is a few hundred bytes. The long edge is bound, so a portrait does not cost twice a landscape.
_PUBLIC_SPECS = (
    RenditionSpec("photo-2048", "public", "photo", "avif", max_side=2048, quality=57, effort=9, version=2),
    RenditionSpec("photo-1280", "public", "photo", "avif", max_side=1280, quality=57, effort=9, version=2),
    RenditionSpec("photo-640", "public", "photo", "webp", max_side=640, effort=2),
    RenditionSpec("photo-320", "public", "photo", "webp", max_side=320, effort=2),
    RenditionSpec("photo-640-jpeg", "public", "photo", "jpeg", max_side=640),
    RenditionSpec("poster", "public", "poster", "webp", max_side=1280, effort=2),
    RenditionSpec("poster-320", "public", "poster", "webp", max_side=320, effort=2),
    RenditionSpec("preview", "public", "preview", "mp4", max_side=480, quality=28, seconds=3),
    RenditionSpec("video-720", "public", "video", "mp4", max_side=1280, quality=23),
)
_EXPORT_SPECS = (
    RenditionSpec("full", "export", "photo", "jpeg", quality=92),
    RenditionSpec("full", "export", "video", "mp4", quality=20),
)
# A received file must be made ready to look at quickly; the rest may take the time a ten-minute 4K video needs.
_PATIENT = Limits(photo_seconds=15, video_seconds=1800, memory_bytes=640 * MIB)

REVIEW = Recipe(specs=_REVIEW_SPECS, fingerprint=True)
PUBLIC = Recipe(specs=_PUBLIC_SPECS, limits=_PATIENT)
WATCH = Recipe(specs=_WATCH_SPECS, limits=_PATIENT, kinds=("video",))
EXPORT = Recipe(specs=_EXPORT_SPECS, limits=replace(_PATIENT, photo_seconds=30))
SPECS: tuple[RenditionSpec, ...] = _REVIEW_SPECS + _WATCH_SPECS + _PUBLIC_SPECS + _EXPORT_SPECS
