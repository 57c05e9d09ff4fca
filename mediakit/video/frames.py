"""From decoded frames to frames as a person should see them: upright, square pixels, standard dynamic range, in size.

One small filter graph per job does it all; FFmpeg's filters run in C and keep the frame's timing.
"""

import struct
from pathlib import Path
from typing import Any

import av
import av.filter

from mediakit import tonemap
from mediakit.headers.coded import HLG, PQ

# Orientation, as EXIF numbers it, to FFmpeg's filters.
FILTERS: dict[int, tuple[tuple[str, str], ...]] = {
    1: (),
    2: (("hflip", ""),),
    3: (("hflip", ""), ("vflip", "")),
    4: (("vflip", ""),),
    5: (("transpose", "cclock_flip"),),
    6: (("transpose", "clock"),),
    7: (("transpose", "clock_flip"),),
    8: (("transpose", "cclock"),),
}
# The signs of a display matrix (a, b, c, d) to the orientation it means.
MATRICES = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}
BT709, UNSPECIFIED = 1, 2
# Rounding to even numbers moves an edge by so many pixels at most; what differs more has other proportions.
SAME = 4


def orientation(frame: Any) -> int:
    """Read the display matrix of a frame; anything but quarter turns and mirrorings counts as upright."""
    data = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return 1
    raw = bytes(data)
    if len(raw) < 20:
        return 1
    a, b, _u, c, d = struct.unpack("=5i", raw[:20])
    return MATRICES.get((_sign(a), _sign(b), _sign(c), _sign(d)), 1)


def _sign(value: int) -> int:
    """Sign of a 16.16 number; small residues of a sloppy writer count as zero."""
    return 0 if abs(value) < 1 << 14 else (1 if value > 0 else -1)


def is_hdr(frame: Any) -> bool:
    """Say whether a frame's transfer function is PQ or HLG."""
    return int(frame.color_trc) in (PQ, HLG)


def shown_size(frame: Any, stream: Any, turned: int | None = None) -> tuple[int, int]:
    """Return the upright size with square pixels; `turned` is the orientation where it is known already."""
    aspect = stream.sample_aspect_ratio
    width, height = frame.width, frame.height
    if aspect and 0.1 < float(aspect) < 10:
        width = max(1, round(width * float(aspect)))
    return (height, width) if (turned or orientation(frame)) > 4 else (width, height)


class Shaper:
    """A filter graph for frames that look like the first one; a change in mid-stream makes a new graph.

    The size stays: a picture that turns while it is recorded is fitted into it with black at its sides, not squeezed.
    """

    def __init__(self, stream: Any, size: tuple[int, int], pixel_format: str, work_dir: Path) -> None:
        self._stream, self._size, self._format, self._work_dir = stream, size, pixel_format, work_dir
        self._graph: Any = None
        self._looks: tuple[object, ...] = ()
        self.orientation: int | None = None

    def shape(self, frame: Any) -> Any:
        """Return the frame upright, in size and in the wanted pixel format, with its time unchanged."""
        if self.orientation is None or "DISPLAYMATRIX" in frame.side_data:
            self.orientation = orientation(frame)
        looks = (frame.width, frame.height, frame.format.name, int(frame.color_trc), self.orientation)
        if looks != self._looks:
            self._graph, self._looks = self._build(frame), looks
        self._graph.push(frame)
        return self._graph.pull()

    def _build(self, frame: Any) -> Any:
        graph = av.filter.Graph()
        node = graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format.name,
            time_base=frame.time_base,
        )
        for name, arguments in self._steps(frame):
            following = graph.add(name, arguments)
            node.link_to(following)
            node = following
        graph.configure()
        return graph

    def _fitting(self, frame: Any) -> tuple[int, int]:
        """Return the size that this frame takes inside ours: ours, unless its proportions are others."""
        full = shown_size(frame, self._stream, self.orientation)
        factor = min(ours / its for ours, its in zip(self._size, full, strict=True))
        width, height = (
            min(ours, max(2, round(its * factor / 2) * 2)) for ours, its in zip(self._size, full, strict=True)
        )
        near = all(abs(ours - fitted) <= SAME for ours, fitted in zip(self._size, (width, height), strict=True))
        return self._size if near else (width, height)

    def _steps(self, frame: Any) -> list[tuple[str, str]]:
        width, height = self._fitting(frame)
        turned = (self.orientation or 1) > 4
        scale = f"{height}:{width}" if turned else f"{width}:{height}"
        matrix = "bt709" if int(frame.colorspace) == UNSPECIFIED and frame.height >= 720 else "auto"
        steps = [("scale", f"{scale}:flags=bicubic:in_color_matrix={matrix}:out_color_matrix=bt709:out_range=tv")]
        if is_hdr(frame):
            cube = tonemap.cube(self._work_dir, "hlg" if int(frame.color_trc) == HLG else "pq")
            steps += [("format", "gbrp10le"), ("lut3d", f"file={_escaped(cube)}:interp=tetrahedral")]
        steps += list(FILTERS[self.orientation or 1])
        if (width, height) != self._size:
            steps += [("pad", "{}:{}:-1:-1:black".format(*self._size))]
        # The second conversion only happens where the first one left another pixel format.
        steps += [("scale", "out_color_matrix=bt709:out_range=tv"), ("format", self._format), ("buffersink", "")]
        return steps


def _escaped(path: Path) -> str:
    return "".join(f"\\{c}" if c in "\\':,;[]" else c for c in str(path))
