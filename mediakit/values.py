"""The frozen values that go into mediakit and come out of it.

Nothing here decodes, opens or decides; the values are safe to import from any process.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["photo", "video"]
Stage = Literal["review", "public", "export"]
SpecKind = Literal["photo", "poster", "preview", "video"]
Encoding = Literal["jpeg", "png", "webp", "avif", "mp4"]
# On which grounds a picture can be seen; nothing can be seen of a wholly transparent one.
Ground = Literal["any", "light", "dark", "none"]

MIB = 1024 * 1024

CONTENT_TYPES: dict[str, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "avif": "image/avif",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
}
EXTENSIONS: dict[str, str] = {"jpeg": "jpg"}


def extension(name: str) -> str:
    """Return the file name ending of a format or encoding, without the dot."""
    return EXTENSIONS.get(name, name)


def ending(content_type: str) -> str:
    """Return the file name ending of a media type that we know, with its dot; `.bin` for all others."""
    return next((f".{extension(name)}" for name, known in CONTENT_TYPES.items() if known == content_type), ".bin")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask of us. Bytes, pixels, seconds; all of it is checked before the expensive step."""

    max_photo_bytes: int = 50 * MIB
    max_photo_pixels: int = 100_000_000
    max_heif_pixels: int = 50_000_000
    max_side: int = 16_384
    max_video_bytes: int = 500 * MIB
    max_video_seconds: float = 600
    max_video_pixels: int = 36_000_000
    max_streams: int = 16
    max_frames: int = 600
    max_animation_pixels: int = 400_000_000
    photo_seconds: float = 5
    video_seconds: float = 20
    memory_bytes: int = 400 * MIB


@dataclass(frozen=True, slots=True)
class RenditionSpec:
    """One row of the closed list of derived files. `name` is unique within a stage; raise `version` on any change."""

    name: str
    stage: Stage
    kind: SpecKind
    encoding: Encoding
    max_side: int = 0
    quality: int = 80
    effort: int = 4
    seconds: float = 0
    version: int = 1

    @property
    def content_type(self) -> str:
        """Return the media type of the file that this spec makes."""
        return CONTENT_TYPES[self.encoding]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to check and what to make."""

    specs: tuple[RenditionSpec, ...]
    limits: Limits = field(default_factory=Limits)
    fingerprint: bool = False
    location: bool = False
    ground: bool = False
    kinds: tuple[Kind, ...] = ("photo", "video")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the first bytes of a file say it is."""

    format: str
    kind: Kind

    @property
    def content_type(self) -> str:
        """Return the media type by content."""
        return CONTENT_TYPES[self.format]

    @property
    def extension(self) -> str:
        """Return the file name ending that fits the content."""
        return extension(self.format)


@dataclass(frozen=True, slots=True)
class Rendition:
    """A derived file on disk and what a catalogue wants to know about it."""

    spec: str
    version: int
    stage: Stage
    path: Path
    content_type: str
    width: int
    height: int
    bytes: int
    sha256: str
    crc32: int
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """PDQ of the canonical 320 px rung: 64 hex digits, quality 0 to 100, and the hashes of its seven turned and
    mirrored versions.
    """

    pdq: str
    quality: int
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a file was and what was made from it. Width and height are as a person sees the picture."""

    kind: Kind
    format: str
    content_type: str
    width: int
    height: int
    bytes: int
    sha256: str
    duration_ms: int | None = None
    fingerprint: Fingerprint | None = None
    placeholder: str | None = None
    dominant_colour: str | None = None
    # ISO text: with an offset it is an instant, without one it is what the camera's clock showed.
    captured_at: str | None = None
    camera_model: str | None = None
    has_audio: bool = False
    # The coding of a sound that players may play and we cannot; empty when nothing is lost.
    unheard: str = ""
    location: tuple[float, float] | None = None
    ground: Ground | None = None
    renditions: tuple[Rendition, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights fields that an exported file carries. Empty text leaves a field out.

    `data_mining` and `model_release` are PLUS vocabulary keys, for instance `DMI-PROHIBITED` and `MR-NON`.
    """

    creator: str = ""
    credit: str = ""
    copyright: str = ""
    usage_terms: str = ""
    web_statement: str = ""
    licensor_name: str = ""
    licensor_url: str = ""
    licensor_email: str = ""
    data_mining: str = "DMI-PROHIBITED"
    model_release: str = ""
