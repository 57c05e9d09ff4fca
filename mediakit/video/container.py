"""Opens a video under the tightest rules FFmpeg knows and says what is in it.

Never by name or address: an open file object, a forced demuxer, file-only protocols, a list of decoders. External
references of QuickTime stay closed.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import av
import av.error
from av.stream import Disposition

from mediakit.errors import MediaError, Permanent
from mediakit.values import Limits

DEMUXERS = {"mp4": "mov", "mov": "mov", "webm": "matroska"}
VIDEO_DECODERS = frozenset({"h264", "hevc", "vp8", "vp9", "libvpx", "libvpx-vp9", "av1", "libdav1d"})
AUDIO_DECODERS = frozenset(
    {
        "aac",
        "mp3",
        "mp3float",
        "opus",
        "libopus",
        "vorbis",
        "libvorbis",
        "ac3",
        "eac3",
        "alac",
        "flac",
        "amrnb",
        "amrwb",
    }
    | {f"pcm_{kind}" for kind in ("s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "f32le", "f32be", "u8")}
)
MAX_PACKETS = 1_000_000
INDEX_SAMPLES = 2000
PQ, HLG = 16, 18


@dataclass(frozen=True, slots=True)
class Probe:
    """What the container and a walk over its packets tell. `keyframes` are seconds at which decoding may start."""

    seconds: float
    packets: int
    keyframes: tuple[float, ...]
    start: float


@contextmanager
def opened(file: IO[bytes], format_name: str) -> Iterator[Any]:
    """Open a container for reading. Whatever FFmpeg raises becomes a `Permanent`."""
    options = {
        "protocol_whitelist": "file",
        "codec_whitelist": ",".join(sorted(VIDEO_DECODERS | AUDIO_DECODERS)),
        "enable_drefs": "0",
        "use_absolute_path": "0",
        "probesize": "5000000",
        "analyzeduration": "5000000",
    }
    file.seek(0)
    try:
        with av.open(
            file,
            mode="r",
            format=DEMUXERS[format_name],
            container_options=options,
            metadata_errors="replace",
            buffer_size=1 << 18,
        ) as container:
            yield container
    except (MediaError, MemoryError):
        raise
    except (av.error.FFmpegError, ValueError, OSError, AttributeError, IndexError, TypeError) as error:
        # PyAV reports a damaged stream through any of these, depending on which field was damaged.
        raise Permanent("broken", f"{type(error).__name__}: {str(error)[:300]}") from error


def picture_stream(container: Any, limits: Limits) -> Any:
    """Return the moving picture, ready to decode; cover art does not count."""
    if len(container.streams) > limits.max_streams:
        raise Permanent("too_many_streams", f"{len(container.streams)} streams")
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        raise Permanent("no_picture", "no video stream")
    known = [s for s in streams if decoder_name(s) in VIDEO_DECODERS]
    if not known:
        raise Permanent("codec", ", ".join(decoder_name(s) or "unknown" for s in streams))
    stream = known[0]
    width, height = stream.codec_context.width, stream.codec_context.height
    if not width or not height:
        raise Permanent("broken", "no picture size")
    if width * height > limits.max_video_pixels or max(width, height) > limits.max_side:
        raise Permanent("too_many_pixels", f"{width}x{height}")
    stream.codec_context.thread_count = 1
    return stream


def sound_stream(container: Any) -> Any | None:
    """Return the first sound track that we may decode."""
    return next((s for s in container.streams.audio if decoder_name(s) in AUDIO_DECODERS), None)


def decoder_name(stream: Any) -> str:
    """Return the decoder's name, empty when FFmpeg has none (or none that is allowed)."""
    context = stream.codec_context
    return str(context.name) if context is not None and context.codec is not None else ""


def walk(container: Any, stream: Any, limits: Limits) -> Probe:
    """Read every packet of the picture without decoding: its true length, its keyframes, and whether it is whole."""
    base = float(stream.time_base or 0)
    packets, first, last, keyframes = 0, math.inf, -math.inf, []
    for packet in container.demux(stream):
        if packet.size == 0 or packet.pts is None:
            continue
        packets += 1
        at = packet.pts * base
        first, last = min(first, at), max(last, at + (packet.duration or 0) * base)
        if packet.is_keyframe:
            keyframes.append(at)
        if packet.is_corrupt:
            raise Permanent("truncated", f"packet {packets} is incomplete")
        if last - first > limits.max_video_seconds + 1:
            raise Permanent("too_long", f"more than {limits.max_video_seconds:.0f} s")
        if packets > MAX_PACKETS:
            raise Permanent("too_complex", f"more than {MAX_PACKETS} frames")
    if not packets:
        raise Permanent("truncated" if stream.frames else "no_picture", "no picture data")
    return Probe(max(last - first, 0.0), packets, tuple(keyframes), first)


def check_index(stream: Any, size: int) -> None:
    """Refuse a file whose index points behind its end: it was cut."""
    entries = stream.index_entries
    count = len(entries)
    for position in {*range(0, count, max(1, count // INDEX_SAMPLES)), *range(max(0, count - 8), count)}:
        entry = entries[position]
        if entry.pos >= 0 and entry.pos + entry.size > size:
            raise Permanent("truncated", f"frame {position + 1} of {count} lies behind the end")
