"""Decodes very large AVIFs without ever holding them as RGB: FFmpeg shrinks dav1d's planes on the way.

libavif's path through Pillow peaks at eight bytes a pixel, which is over a child's memory at 48 megapixels.
"""

import io
from typing import Any

from numpy.typing import NDArray

# Below this size the plain path is as good, and it also knows grids, alpha and layers.
FROM_PIXELS = 20_000_000


def decode(data: bytes, size: tuple[int, int], side: int) -> NDArray[Any] | None:
    """Return RGB pixels of about twice the wanted size, or None where the plain path should be taken."""
    factor = max(size) / side
    if size[0] * size[1] < FROM_PIXELS or factor < 2:
        return None
    # Only here, because FFmpeg takes 25 MB of a process that makes photos alone.
    import av

    width, height = (max(1, round(edge * 2 / factor)) for edge in size)
    options = {"protocol_whitelist": "file", "codec_whitelist": "libdav1d,av1"}
    try:
        with av.open(io.BytesIO(data), mode="r", format="mov", container_options=options) as container:
            frame = next(container.decode(video=0))
            if (frame.width, frame.height) != size:
                return None
            shaped: NDArray[Any] = frame.reformat(
                width=width, height=height, format="rgb24", interpolation="AREA"
            ).to_ndarray()
            return shaped
    except (av.error.FFmpegError, StopIteration, ValueError, AttributeError):
        return None
