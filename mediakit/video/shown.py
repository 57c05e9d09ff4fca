"""What a player shows of a video: from when to when, edit lists obeyed. The one meaning of length for every stage.

FFmpeg reads the edit lists and marks what it must decode but nobody sees (`is_discard`): such packets count for nothing
here, and nothing of them may leave.
"""

import math
from dataclasses import dataclass
from typing import Any

from mediakit.errors import Permanent
from mediakit.values import Limits

MAX_PACKETS = 1_000_000
INDEX_SAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when one track is shown, in seconds of the container's clock.

    `hidden` counts packets that are decoded and not shown; `before` is how many seconds of them come first.
    """

    start: float
    end: float
    packets: int
    hidden: int = 0
    before: float = 0.0


@dataclass(frozen=True, slots=True)
class Probe:
    """What a walk over the packets tells. `keyframes` are seconds at which decoding may start with a picture shown."""

    picture: Span
    keyframes: tuple[float, ...]
    sound: Span | None = None

    @property
    def start(self) -> float:
        """Return the moment that a player shows as 0:00; the first picture stands for what may come before it.

        Sound before the clock's own zero is an encoder's run-up, which nobody hears.
        """
        return min(self.picture.start, max(self.sound.start, 0.0)) if self.sound else self.picture.start

    @property
    def seconds(self) -> float:
        """Return the length: to the end of the picture."""
        return max(self.picture.end - self.start, 0.0)


class _Track:
    """Collects the span of one track, packet by packet."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.base = float(stream.time_base or 0)
        self.packets = self.hidden = 0
        self.first, self.last, self.last_seconds, self.before = math.inf, -math.inf, 0.0, 0.0
        self.keyframes: list[float] = []

    def take(self, packet: Any) -> None:
        at, seconds = packet.pts * self.base, (packet.duration or 0) * self.base
        if packet.is_discard:
            self.hidden += 1
            self.before += 0.0 if self.packets else seconds
            return
        self.packets += 1
        self.first = min(self.first, at)
        if at + seconds > self.last:
            self.last, self.last_seconds = at + seconds, seconds
        if packet.is_keyframe:
            self.keyframes.append(at)

    def span(self) -> Span:
        return Span(self.first, self._end(), self.packets, self.hidden, self.before)

    def _end(self) -> float:
        """An edit may end in the middle of the last packet; a promise that is further off than that is no edit."""
        stream = self.stream
        if not stream.duration or stream.start_time is None:
            return self.last
        promised = (stream.start_time + stream.duration) * self.base
        return promised if self.last - self.last_seconds < promised < self.last else self.last


def walk(container: Any, picture: Any, sound: Any | None, limits: Limits) -> Probe:
    """Read every packet without decoding: what is shown, and whether it is whole."""
    tracks = [_Track(stream) for stream in ([picture] if sound is None else [picture, sound])]
    by_index = {track.stream.index: track for track in tracks}
    for packet in container.demux([track.stream for track in tracks]):
        if packet.size == 0 or packet.pts is None:
            continue
        track = by_index[packet.stream_index]
        track.take(packet)
        _check(packet, track, limits, whole=track is tracks[0])
    seen = tracks[0]
    if not seen.packets:
        raise Permanent("truncated" if picture.frames and not seen.hidden else "no_picture", "no picture data")
    heard = tracks[-1].span() if sound is not None and tracks[-1].packets else None
    return Probe(seen.span(), tuple(seen.keyframes), heard)


def _check(packet: Any, track: _Track, limits: Limits, *, whole: bool) -> None:
    if whole and packet.is_corrupt:
        raise Permanent("truncated", f"packet {track.packets + track.hidden} is incomplete")
    if track.last - track.first > limits.max_video_seconds + 1:
        raise Permanent("too_long", f"more than {limits.max_video_seconds:.0f} s")
    if track.packets + track.hidden > MAX_PACKETS:
        raise Permanent("too_complex", f"more than {MAX_PACKETS} frames")


def check_index(stream: Any, size: int) -> None:
    """Refuse a file whose index points behind its end: it was cut."""
    entries = stream.index_entries
    count = len(entries)
    for position in {*range(0, count, max(1, count // INDEX_SAMPLES)), *range(max(0, count - 8), count)}:
        entry = entries[position]
        if entry.pos >= 0 and entry.pos + entry.size > size:
            raise Permanent("truncated", f"frame {position + 1} of {count} lies behind the end")
