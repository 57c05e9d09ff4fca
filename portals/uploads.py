"""Stops a file at the campaign's limit while it arrives, so that nobody fills the disk with what is refused anyway.

Bytes are counted as they come: what somebody only announces costs nobody anything. Who has sent too much lately is
heard, but none of the bytes are kept. A campaign, which all share, is charged only for what it received.

The words are the form's; the door of `submissions.intake` still judges everything that gets through.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from campaigns import validators as campaigns_validators
from portals import quotas, words
from submissions import intake

if TYPE_CHECKING:
    from campaigns.models import Campaign


STEP = 1024 * 1024  # counted at once: the cache need not be asked for each little piece


class Guard(FileUploadHandler):
    """Counts what arrives; the rest of a file that is too large is read and thrown away."""

    def __init__(
        self, request: HttpRequest, *, most_bytes: int, most_files: int, mine: quotas.Quota, everybodys: quotas.Quota
    ) -> None:
        super().__init__(request)
        self.asked = request
        self.mine = mine
        self.everybodys = everybodys
        self.uncounted = 0
        self.arrived = 0
        self.pause = quotas.over(request, mine, everybodys)
        self.most_bytes = most_bytes
        self.most_files = most_files
        self.files = 0
        self.refused: list[intake.FileRefused] = []
        self.announced = 0
        self.seen = 0
        self.skipped = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  # Django's signature
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Leave the parsing to others, and note how long the body is."""
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count a file; one too many is not begun, whether it has bytes or none."""
        super().new_file(*args, **kwargs)
        self._require_no_pause()
        self.files += 1
        if self.files > self.most_files:
            self._refuse("too_many", words.too_many_files(self.most_files))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Let the bytes pass to the next handler up to the limit."""
        self.seen += len(raw_data)
        self.uncounted += len(raw_data)
        if self.uncounted >= STEP:
            self._count()
        if start + len(raw_data) > self.most_bytes:
            limit = words.size(self.most_bytes)
            self._refuse("too_large", _("This file is larger than %(limit)s.") % {"limit": limit})
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":  # Django's signature
        """Leave the file to the next handler."""
        self._count(to_the_end=True)
        return None

    def upload_complete(self) -> None:
        """Count the last bytes, and those that no handler was shown because their file was skipped.

        Nobody knows which of the rest were words and the seams between files: they count, too.
        """
        if self.skipped:
            self.uncounted = max(self.uncounted, self.announced - self.seen + self.uncounted)
        self._count(to_the_end=True)

    def _count(self, *, to_the_end: bool = False) -> None:
        more, self.uncounted = self.uncounted, 0
        if more:
            self.arrived += more
            self.pause = self.pause or quotas.spend(self.asked, self.mine, amount=more)
            self.pause = self.pause or quotas.over(self.asked, self.everybodys, more=self.arrived)
        if not to_the_end:
            self._require_no_pause()

    def _require_no_pause(self) -> None:
        if self.pause is not None:
            self._skip()

    def _refuse(self, code: str, sentence: str) -> None:
        name = self.file_name or ""
        self.refused.append(intake.FileRefused(index=self.files - 1, name=name, code=code, message=sentence))
        self._skip()

    def _skip(self) -> NoReturn:
        self.skipped = True
        raise SkipFile


def guard(request: HttpRequest, campaign: "Campaign") -> None:
    """Stand before the upload handlers. Call it before anything reads the body."""
    if request.method != "POST":
        return
    limits = campaigns_validators.limits_of(campaign)
    sizes = [limits.max_photo_bytes] * campaign.takes_photos + [limits.max_video_bytes] * campaign.takes_videos
    mine, everybodys = quotas.sent_bytes(campaign)
    request.upload_handlers.insert(
        0,
        Guard(
            request,
            most_bytes=max(sizes, default=0),
            most_files=limits.max_files,
            mine=mine,
            everybodys=everybodys,
        ),
    )


def received(request: HttpRequest) -> None:
    """Charge the campaign, now that what came is in."""
    for guard in _guards(request):
        quotas.spend(request, guard.everybodys, amount=guard.arrived)


def paused(request: HttpRequest) -> str | None:
    """The sentence for who has sent too many bytes lately, after reading the whole body: an answer must be heard."""
    request.FILES  # noqa: B018  # reading it is what runs the handlers
    return next((guard.pause for guard in _guards(request) if guard.pause is not None), None)


def refused(request: HttpRequest, *, after: int = 0) -> list[intake.FileRefused]:
    """The files that were stopped on their way, after reading the whole body; `after` files come first in the form."""
    request.FILES  # noqa: B018  # reading it is what runs the handlers
    stopped = [file for guard in _guards(request) for file in guard.refused]
    return [replace(file, index=file.index + after) for file in stopped]


def among_all(judged: Sequence[intake.FileRefused], stopped: Sequence[intake.FileRefused]) -> list[intake.FileRefused]:
    """All that is refused, by the places of the form: the door counts only those that were not stopped before it."""
    held = {file.index for file in stopped}
    most = max((file.index for file in judged), default=0) + len(held) + 1
    left = [place for place in range(most) if place not in held]
    return sorted([*stopped, *(replace(file, index=left[file.index]) for file in judged)], key=lambda file: file.index)


def _guards(request: HttpRequest) -> list[Guard]:
    return [handler for handler in request.upload_handlers if isinstance(handler, Guard)]


def content_hash(file: "UploadedFile[bytes]") -> bytes:
    """SHA-256 of a file that came with a form; it is read once and rewound."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()
