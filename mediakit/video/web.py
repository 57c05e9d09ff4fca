"""The web rendition: 720p H.264 with AAC, loudness left alone, uneven frame times kept, progress told."""

from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np

from mediakit.errors import Permanent
from mediakit.video import frames
from mediakit.video.encode import SOUND_RATE, WEB_RATE, Mp4, Progress
from mediakit.video.shown import Probe

TOLERATED = 200


class _Transcode:
    """Walks the packets of picture and sound together, so that memory stays flat however long the video is."""

    def __init__(self, out: Mp4, shaper: frames.Shaper, probe: Probe) -> None:
        self.out, self.shaper, self.probe = out, shaper, probe
        self.resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SOUND_RATE)
        self.due = 0.0
        self.pictures = 0
        self.end = 0.0
        self.samples: int | None = None
        self.last_sample = round((probe.sound.end - probe.start) * SOUND_RATE) if probe.sound else 0

    def take(self, frame: Any) -> None:
        if isinstance(frame, av.VideoFrame):
            self._picture(frame)
        else:
            self._sound(frame)

    def _picture(self, frame: Any) -> None:
        if frame.time is None:
            return
        # The first picture is there from the beginning, also when sound comes before it.
        at = max(0.0, frame.time - self.probe.start) if self.pictures else 0.0
        if at + 1e-3 < self.due:
            return
        self.due = max(self.due + 1 / WEB_RATE, at + 0.5 / WEB_RATE)
        self.out.picture(self.shaper.shape(frame), at)
        self.pictures, self.end = self.pictures + 1, at

    def _sound(self, frame: Any) -> None:
        if self.samples is None:
            late = 0.0 if frame.time is None else frame.time - self.probe.start
            self.samples = round(late * SOUND_RATE)
        for piece in self.resampler.resample(frame):
            heard = _between(piece, max(0, -self.samples), self.last_sample - self.samples)
            if heard is not None:
                heard.pts = max(0, self.samples)
                self.out.sound(heard)
            self.samples += piece.samples


def _between(piece: Any, first: int, last: int) -> Any | None:
    """Cut sound to the samples that are heard: an edit may begin and end within a frame."""
    if first <= 0 and last >= piece.samples:
        return piece
    if first >= min(last, piece.samples):
        return None
    heard = np.ascontiguousarray(piece.to_ndarray()[:, first:last])
    cut: Any = av.AudioFrame.from_ndarray(heard, format=piece.format.name, layout=piece.layout.name)
    cut.sample_rate, cut.time_base = piece.sample_rate, piece.time_base
    return cut


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
    """Write the rendition from a container just opened, and return its length in milliseconds.

    Raises `Permanent` when nothing came out.
    """
    out = Mp4(target, size, crf=crf, preset=preset, threads=threads)
    work = _Transcode(out, frames.Shaper(picture, size, "yuv420p", target.parent), probe)
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
