"""The web rendition: 720p H.264 with AAC, loudness left alone, uneven frame times kept, progress told."""

from pathlib import Path
from typing import Any

import av
import av.error

from mediakit.errors import Permanent
from mediakit.video import frames
from mediakit.video.container import Probe
from mediakit.video.encode import SOUND_RATE, WEB_RATE, Mp4, Progress

TOLERATED = 200


class _Transcode:
    """Walks the packets of picture and sound together, so that memory stays flat however long the video is."""

    def __init__(self, out: Mp4, shaper: frames.Shaper, probe: Probe, origin: float) -> None:
        self.out, self.shaper, self.probe, self.origin = out, shaper, probe, origin
        self.resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SOUND_RATE)
        self.due = 0.0
        self.pictures = 0
        self.end = 0.0
        self.samples = 0

    def take(self, frame: Any) -> None:
        if isinstance(frame, av.VideoFrame):
            self._picture(frame)
        else:
            self._sound(frame)

    def _picture(self, frame: Any) -> None:
        if frame.time is None:
            return
        at = max(0.0, frame.time - self.origin)
        if at + 1e-3 < self.due:
            return
        self.due = max(self.due + 1 / WEB_RATE, at + 0.5 / WEB_RATE)
        self.out.picture(self.shaper.shape(frame), at)
        self.pictures, self.end = self.pictures + 1, at

    def _sound(self, frame: Any) -> None:
        if self.samples == 0 and frame.time is not None:
            self.samples = max(0, round((frame.time - self.origin) * SOUND_RATE))
        for piece in self.resampler.resample(frame):
            piece.pts = self.samples
            self.samples += piece.samples
            self.out.sound(piece)


def transcode(
    container: Any,
    picture: Any,
    sound: Any | None,
    probe: Probe,
    target: Path,
    *,
    size: tuple[int, int],
    crf: int,
    preset: str,
    threads: int,
    progress: Progress | None,
) -> int:
    """Write the rendition and return its length in milliseconds. Raises `Permanent` when nothing came out."""
    container.seek(0, backward=True, any_frame=False)
    out = Mp4(target, size, crf=crf, preset=preset, threads=threads)
    work = _Transcode(out, frames.Shaper(picture, size, "yuv420p", target.parent), probe, probe.start)
    try:
        if sound is not None:
            out.add_sound()
        _pump(container, [picture] if sound is None else [picture, sound], work, progress)
        if not work.pictures:
            raise Permanent("broken", "no frame can be decoded")
    except BaseException:
        out.discard()
        raise
    out.close()
    return max(round(1000 * probe.seconds), round(1000 * work.end))


def _pump(container: Any, streams: list[Any], work: _Transcode, progress: Progress | None) -> None:
    damaged, told = 0, 0.0
    for packet in container.demux(streams):
        try:
            decoded = packet.decode()
        except (av.error.InvalidDataError, av.error.EOFError) as error:
            damaged += 1
            if damaged > TOLERATED:
                raise Permanent("broken", f"more than {TOLERATED} damaged packets") from error
            continue
        for frame in decoded:
            work.take(frame)
        share = min(1.0, work.end / work.probe.seconds) if work.probe.seconds else 0.0
        if progress is not None and share - told >= 0.01:
            told = share
            progress(share)
