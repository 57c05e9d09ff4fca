"""Copies streams into a fresh MP4 without decoding: full quality, and none of the source's metadata.

Supplemental messages inside the stream (where cameras and editors leave notes) are dropped on the way.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.bitstream import BitStreamFilterContext

from mediakit.errors import Permanent
from mediakit.values import Limits
from mediakit.video import container as containers
from mediakit.video.container import opened, sound_stream

# Picture codecs that every player expects in an MP4, and how to drop their supplemental messages.
PICTURE_FILTERS = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39|40"}
SOUND = frozenset({"aac", "mp3", "mp3float", "ac3", "eac3", "alac"})


def copies(picture: Any, sound: Any | None) -> bool:
    """Say whether these streams may go into an MP4 as they are."""
    return containers.decoder_name(picture) in PICTURE_FILTERS and (
        sound is None or containers.decoder_name(sound) in SOUND
    )


def copy(source: Path, target: Path, tags: dict[str, str] | None = None) -> None:
    """Copy picture and first sound track of an MP4 or MOV; `tags` are the only metadata it will have."""
    with source.open("rb") as file, opened(file, "mp4") as container:
        picture, sound = containers.picture_stream(container, Limits()), sound_stream(container)
        if not copies(picture, sound):
            raise Permanent("codec", "these streams cannot be copied")
        pump(container, picture, sound, target, tags or {})


def pump(container: Any, picture: Any, sound: Any | None, target: Path, tags: dict[str, str]) -> float:
    """Copy packet by packet; return the seconds at which the picture ends."""
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    end = Fraction(0)
    with av.open(str(target), mode="w", format="mp4", options=options) as out:
        out.metadata.update(tags)
        copied = {}
        for stream in [picture] if sound is None else [picture, sound]:
            fresh = out.add_stream_from_template(stream, opaque=True)
            fresh.metadata.clear()
            name = PICTURE_FILTERS.get(containers.decoder_name(stream))
            copied[stream.index] = (fresh, BitStreamFilterContext(name, stream, fresh) if name else None)
        for packet in container.demux([*([picture] if sound is None else [picture, sound])]):
            if packet.dts is None:
                continue
            fresh, units = copied[packet.stream.index]
            if packet.stream is picture and packet.pts is not None:
                end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
            for piece in units.filter(packet) if units else [packet]:
                piece.stream = fresh
                out.mux(piece)
    return float(end)
