"""What the fuzzer starts from: small files by our own makers, and small ones of the shared corpus where it is there."""

import json
from pathlib import Path

import mediakit
from mediakit import headers, wire
from tests.mediakit import media
from tests.mediakit.fuzz.targets import TARGETS

SHARED = Path(__file__).resolve().parents[4] / "shared"
MAX_SEED, MAX_LENGTH = 8000, 8192
ITSELF = b"MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\0"
MOVING = ("mp4", "faststart.mp4", "mov")
PHOTOS = {"jpeg": "jpg", "png": "png", "gif": "gif", "webp": "webp", "heif": "heic"}


def written(folder: Path) -> dict[str, Path]:
    """Write the seeds of each target into a folder of its own; `all` holds every one behind the byte that chooses."""
    made = folder / "made"
    made.mkdir(parents=True, exist_ok=True)
    files = _small(made)
    seeds = {
        **{name: [files[ending]] for name, ending in PHOTOS.items()},
        "door": list(files.values()),
        "movie": [files[name] for name in MOVING],
        "webm": [files["webm"][4:]],
        "exif": _exif(),
        "tags": [b"2026-05-04T12:34:56Z\n\n\nOne\n\n\nFan\n\n\n+48.8+002.3/"],
        "words": _words(made),
        "rights": [files[name] for name in ("jpg", "png", "webp", "avif")],
    }
    seeds["heif"].append(files["avif"])
    seeds["door"] += _corpus()
    seeds["all"] = [bytes([number]) + data for number, name in enumerate(sorted(TARGETS)) for data in seeds[name][:12]]
    return {name: _stored(folder / "seeds" / name, bodies) for name, bodies in seeds.items()}


def _small(folder: Path) -> dict[str, bytes]:
    """One valid file per format, none larger than the fuzzer's inputs."""
    still, moving = media.scene(24, 16), media.frames(2, 64, 48)
    more = {
        "jpg": media.encoded(still, "JPEG", exif=media.exif(6), icc_profile=media.wide_gamut_profile()),
        "gif": media.encoded(still, "GIF", save_all=True, append_images=[media.scene(24, 16).rotate(90)]),
        "webp": media.encoded(still, "WEBP", exif=media.exif(3), icc_profile=media.wide_gamut_profile()),
        "png": media.encoded(still, "PNG", exif=media.exif(8), icc_profile=media.wide_gamut_profile()),
        "avif": media.encoded(still, "AVIF"),
        "heic": media.encoded(still, "HEIF"),
    }
    more["webm"] = media.video(folder / "s.webm", moving, codec="libvpx").read_bytes()
    for name, options in {"mp4": None, "faststart.mp4": {"movflags": "faststart"}, "mov": None}.items():
        more[name] = media.video(folder / f"s.{name}", moving, options=options).read_bytes()
    return {name: data for name, data in more.items() if len(data) <= MAX_SEED}


def _exif() -> list[bytes]:
    """EXIF by our own hand, one that points at itself, and what real cameras wrote."""
    cameras = [headers.jpeg.read(path.read_bytes()).exif for path in sorted(SHARED.glob("samples/*.jpg"))]
    return [media.exif(6, secrets=True)[6:], ITSELF, *(exif[:MAX_SEED] for exif in cameras)]


def _words(folder: Path) -> list[bytes]:
    """An honest report, a refusal, and progress."""
    source = folder / "photo"
    source.write_bytes(media.encoded(media.textured(64, 48), "JPEG", exif=media.exif(1)))
    report = mediakit.process(source, mediakit.REVIEW, folder)
    bare = json.loads(wire.report_line(report))
    bare["report"]["renditions"] = []
    bare["report"]["fingerprint"]["variants"] = []
    refusal = wire.error_line(mediakit.Permanent("broken", "a detail"))
    return [json.dumps(bare).encode(), refusal, b'{"progress": 0.5}\n' + refusal]


def _corpus() -> list[bytes]:
    """Small files that others made."""
    paths = sorted(SHARED.glob("corpus-dev/*/*"))
    return [path.read_bytes() for path in paths if path.is_file() and 0 < path.stat().st_size <= MAX_SEED]


def _stored(folder: Path, bodies: list[bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, body in enumerate(bodies):
        (folder / f"{number:03}").write_bytes(body)
    return folder
