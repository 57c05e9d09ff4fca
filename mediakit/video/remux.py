"""Copies streams into a fresh MP4 without decoding: full quality, and none of the source's metadata.

Supplemental messages inside the stream (where cameras and editors leave notes) are dropped on the way.
"""

from pathlib import Path
from typing import Any

import av
from av.bitstream import BitStreamFilterContext

from mediakit.errors import Permanent
from mediakit.values import Limits
from mediakit.video import tracks
from mediakit.video.container import opened
from mediakit.video.shown import Probe, walk

# Picture codecs that every player expects in an MP4, and how to drop their supplemental messages.
PICTURE_FILTERS = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39|40"}
SOUND = frozenset({"aac", "mp3", "mp3float", "ac3", "eac3", "alac"})
# An encoder's run-up, which its decoder needs and nobody hears: 2,112 samples are the most that cameras write.
RUN_UP_SAMPLES = 2112
# Our own file, which passed its limits when it was made.
UNLIMITED = Limits(max_video_seconds=1e9)


def copies(picture: Any, sound: Any | None, probe: Probe) -> bool:
    """Say whether these streams may go into an MP4 as they are: one that can hold them, and with nothing cut away.

    What an edit list hides and decoding needs would leave with the copy; such a clip is encoded anew.
    """
    if tracks.decoder_name(picture) not in PICTURE_FILTERS or probe.picture.hidden:
        return False
    if sound is None or probe.sound is None:
        return sound is None
    run_up = probe.sound.before * float(sound.codec_context.sample_rate or 0)
    return tracks.decoder_name(sound) in SOUND and run_up <= RUN_UP_SAMPLES


def copy(source: Path, target: Path, tags: dict[str, str] | None = None) -> None:
    """Copy picture and first sound track of an MP4 or MOV; `tags` are the only metadata it will have."""
    with source.open("rb") as file:
        with opened(file, "mp4") as container:
            picture, sound = tracks.picture_stream(container, UNLIMITED), tracks.sound_stream(container)
            if not copies(picture, sound, walk(container, picture, sound, UNLIMITED)):
                raise Permanent("codec", "these streams cannot be copied")
        # Opened afresh: a jump back to 0:00 would land behind the run-up of the sound.
        with opened(file, "mp4") as container:
            picture, sound = tracks.picture_stream(container, UNLIMITED), tracks.sound_stream(container)
            pump(container, picture, sound, target, tags or {})


def pump(container: Any, picture: Any, sound: Any | None, target: Path, tags: dict[str, str]) -> None:
    """Copy packet by packet what is shown and heard, with the run-up of the sound and nothing else that is hidden."""
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    heard = False
    with av.open(str(target), mode="w", format="mp4", options=options) as out:
        out.metadata.update(tags)
        copied = {}
        for stream in [picture] if sound is None else [picture, sound]:
            fresh = out.add_stream_from_template(stream, opaque=True)
            fresh.metadata.clear()
            name = PICTURE_FILTERS.get(tracks.decoder_name(stream))
            copied[stream.index] = (fresh, BitStreamFilterContext(name, stream, fresh) if name else None)
        for packet in container.demux([*([picture] if sound is None else [picture, sound])]):
            if packet.dts is None:
                continue
            is_sound = packet.stream is not picture
            if packet.is_discard and (heard or not is_sound):
                continue
            heard = heard or (is_sound and not packet.is_discard)
            fresh, units = copied[packet.stream.index]
            for piece in units.filter(packet) if units else [packet]:
                piece.stream = fresh
                out.mux(piece)
