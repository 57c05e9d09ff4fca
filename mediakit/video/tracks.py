"""Chooses the picture and the sound that a player would play: tracks that are switched on before those that are not.

Every stage asks here, so that nobody reviews one track and publishes another.
"""

from typing import Any

from av.stream import Disposition

from mediakit.errors import Permanent
from mediakit.values import Limits
from mediakit.video.container import AUDIO_DECODERS, VIDEO_DECODERS


def picture_stream(container: Any, limits: Limits) -> Any:
    """Return the moving picture, ready to decode; cover art does not count."""
    if len(container.streams) > limits.max_streams:
        raise Permanent("too_many_streams", f"{len(container.streams)} streams")
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        raise Permanent("no_picture", "no video stream")
    stream = _first(streams, VIDEO_DECODERS)
    if stream is None:
        raise Permanent("codec", ", ".join(decoder_name(s) or "unknown" for s in streams))
    width, height = stream.codec_context.width, stream.codec_context.height
    if not width or not height:
        raise Permanent("broken", "no picture size")
    if width * height > limits.max_video_pixels or max(width, height) > limits.max_side:
        raise Permanent("too_many_pixels", f"{width}x{height}")
    stream.codec_context.thread_count = 1
    return stream


def sound_stream(container: Any) -> Any | None:
    """Return the sound track that is heard, when we may decode it. See `unheard` for when we may not."""
    return _first(list(container.streams.audio), AUDIO_DECODERS)


def unheard(container: Any) -> str:
    """Name the coding of a sound that players may play and we cannot; empty when nothing is lost."""
    streams = _switched_on(list(container.streams.audio))
    if not streams or sound_stream(container) is not None:
        return ""
    return decoder_name(streams[0]) or "unknown"


def decoder_name(stream: Any) -> str:
    """Return the decoder's name, empty when FFmpeg has none (or none that is allowed)."""
    context = stream.codec_context
    return str(context.name) if context is not None and context.codec is not None else ""


def _first(streams: list[Any], decoders: frozenset[str]) -> Any | None:
    """Return the first track on that can be decoded. A track that is off never stands in for one that is on."""
    return next((stream for stream in _switched_on(streams) if decoder_name(stream) in decoders), None)


def _switched_on(streams: list[Any]) -> list[Any]:
    """Return the tracks that are enabled (MP4) or default (WebM); all of them where a file marks none."""
    return [stream for stream in streams if stream.disposition & Disposition.default] or streams
