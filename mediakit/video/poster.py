"""Chooses a poster: several frames across the video are decoded and the liveliest one wins, so not a black one."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import av.error
import numpy as np
from numpy.typing import NDArray

from mediakit.decoders import fitted
from mediakit.errors import Permanent
from mediakit.video import frames
from mediakit.video.shown import Probe

GOOD_ENOUGH, DULL = 30.0, 8.0
EARLY_FRAMES = 150
SCORE_SIDE = 160


def choose(container: Any, stream: Any, probe: Probe) -> tuple[Any, float]:
    """Return the best frame and its time in seconds. Raises `Permanent` when nothing in it can be decoded."""
    best = _best(frame_at(container, stream, at) for at in _moments(probe))
    if best is None or best[0] < DULL:
        deeper = _best(_early(container, stream))
        best = max(best or deeper, deeper or best, key=lambda scored: scored[0] if scored else -1.0)
    if best is None:
        raise Permanent("broken", "no frame can be decoded")
    return best[1], float(best[1].time or 0.0)


def _best(candidates: Iterable[Any]) -> tuple[float, Any] | None:
    """Score frames as they come; a good one ends the search."""
    best: tuple[float, Any] | None = None
    for frame in candidates:
        score = liveliness(frame) if frame is not None else -1.0
        if frame is not None and (best is None or score > best[0]):
            best = (score, frame)
        if score > GOOD_ENOUGH:
            break
    return best


def _moments(probe: Probe) -> list[float]:
    """Keyframes across the video, a little in first (phones start with a shake), the very start last."""
    wanted = (probe.start + probe.seconds * fraction for fraction in (0.15, 0.4, 0.65, 0.85, 0.0))
    before = ([at for at in probe.keyframes if at <= moment + 1e-3] for moment in wanted)
    return list(dict.fromkeys(reached[-1] if reached else probe.start for reached in before))


def _early(container: Any, stream: Any) -> Iterator[Any]:
    """Every tenth frame of the first seconds, and the very first: for videos that fade in behind their only keyframe,
    and for those cut so short behind it that it is not shown.
    """
    stream.codec_context.skip_frame = "DEFAULT"
    container.seek(0)
    for number, frame in enumerate(decoded(container, stream)):
        if number >= EARLY_FRAMES:
            return
        if number % 10 == 9 or not number:
            yield frame


def frame_at(container: Any, stream: Any, seconds: float) -> Any | None:
    """Decode the keyframe at or before a moment; a damaged place gives None."""
    try:
        container.seek(int(seconds / stream.time_base), stream=stream, backward=True)
        return next(decoded(container, stream), None)
    except av.error.FFmpegError:
        return None


def decoded(container: Any, stream: Any, *, tolerate: int = 50) -> Iterator[Any]:
    """Yield frames; up to `tolerate` damaged packets are passed over, as players do."""
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except (av.error.InvalidDataError, av.error.EOFError):
            tolerate -= 1
            if tolerate < 0:
                return


def liveliness(frame: Any) -> float:
    """Score a frame by contrast, punishing the almost black and the almost white."""
    width, height = fitted(frame.width, frame.height, SCORE_SIDE)
    grey: NDArray[np.uint8] = frame.reformat(width=width, height=height, format="gray").to_ndarray()
    mean = float(grey.mean())
    exposure = min(mean, 255 - mean) / 127.5
    return float(grey.std()) * min(1.0, 0.2 + 2 * exposure)


def pixels(frame: Any, stream: Any, side: int, work_dir: Path) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """Return a frame as upright sRGB pixels bound by `side`, and the upright size of the video."""
    full = frames.shown_size(frame, stream)
    shaper = frames.Shaper(stream, fitted(*full, side), "rgb24", work_dir)
    shaped: NDArray[np.uint8] = shaper.shape(frame).to_ndarray()
    return shaped, full
