"""Opens a video under the tightest rules FFmpeg knows.

Never by name or address: an open file object, a forced demuxer, file-only protocols, a list of decoders. External
references of QuickTime stay closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import av
import av.error

from mediakit.errors import MediaError, Permanent

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
