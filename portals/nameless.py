"""Keeps a file that arrives in a form where no name leads to it: in memory while it is small, then on the disk.

A process that is killed leaves nothing behind, because the kernel forgets such a file with its last user.
"""

import tempfile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

IN_MEMORY = 64 * 1024


class NamelessFile(FileUploadHandler):
    """The last of the upload handlers: what comes so far is kept."""

    # Django closes whatever stands under this name in any handler when a file is skipped. So it is taken away from
    # here when the file is whole: skipping the next one, at whatever point, cannot harm it.
    file: IO[bytes]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the request closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write down the next bytes."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Hand it over, to be read from its beginning."""
        file: Any = self.file
        del self.file
        file.seek(0)
        return UploadedFile(file, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)

    def upload_interrupted(self) -> None:
        """Let go of half a file."""
        if hasattr(self, "file"):
            self.file.close()
