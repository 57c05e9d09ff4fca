"""The closed list of reasons why a file is refused, each with a sentence for the fan who sent it.

The sentences are plain English, so that whoever shows them can pass them to gettext.
"""

CODES: dict[str, str] = {
    "empty": "This file is empty. Please choose it again; perhaps it was not fully saved.",
    "type": "We can’t use this kind of file. Photos (JPEG, PNG, WebP, GIF, HEIC, AVIF) and videos (MP4, MOV, WebM) do.",
    "kind": "This kind of file is not asked for here. Please send the kind that the page mentions.",
    "too_big": "This file is too big for us. Please send a smaller version.",
    "too_many_pixels": "This picture has more pixels than we can take. Please send a smaller version.",
    "too_many_frames": "This animation is too long for us. Please send a shorter one, or a video.",
    "too_long": "This video is too long for us. Please cut it and send it again.",
    "too_many_streams": "This video holds too many tracks. Please save it again with one picture and one sound track.",
    "too_complex": "This file is too much work to open. Please save it again in your photo app and send that.",
    "truncated": "The end of this file is missing. Please send it again; perhaps it was not fully copied.",
    "broken": "We can’t read this file; something in it is damaged. Please try another copy.",
    "no_picture": "There is no picture in this video. Please send one that shows something.",
    "codec": "This video is stored in a way that we can’t play. Please save it as MP4 and send it again.",
    "coding": "This picture is stored in a way that we can’t open. Please save it as JPEG and send that.",
    "crashed": "We could not open this file. We will try again.",
    "slow": "This took longer than it should. We will try again.",
    "unavailable": "We can’t look at files just now. We will try again shortly.",
}


class MediaError(Exception):
    """A refusal: `code` for machines, `sentence` for fans, `detail` for operators (never shown to fans)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        if code not in CODES:
            raise ValueError(f"{code} is not on the list of codes")
        self.code = code
        self.detail = detail

    @property
    def sentence(self) -> str:
        """Return the words for the fan."""
        return CODES[self.code]


class Permanent(MediaError):
    """The same bytes will always be refused."""


class Temporary(MediaError):
    """Trying again may help; after three attempts the caller should stop."""
