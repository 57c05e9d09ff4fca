"""Files of forms lie nowhere under a name, and one that is skipped harms none that came before it."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.test import RequestFactory

from portals.nameless import IN_MEMORY, NamelessFile
from tests.portals.fans import senders

SIZES = pytest.mark.parametrize("size", [3, IN_MEMORY, 3 * IN_MEMORY])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.FILE_UPLOAD_TEMP_DIR = None
    return tmp_path


class Looking(FileUploadHandler):
    """Notices which names lie in the temporary folder while files arrive, and skips those of one name as they begin."""

    seen: set[str]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.file_name == "skipped.jpg":
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen |= {path.name for path in Path(tempfile.gettempdir()).iterdir()}
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def sent(handler: type[FileUploadHandler], *names: str, size: int) -> tuple[HttpRequest, Looking]:
    files = [senders.photo(name, f"{place}".encode() * size) for place, name in enumerate(names)]
    request = RequestFactory().post("/", {"files": files})
    looking = Looking(request)
    looking.seen = set()
    request.upload_handlers = [looking, handler(request)]
    return request, looking


@SIZES
def test_what_arrives_can_be_read_and_lies_under_no_name(place: Path, size: int) -> None:
    request, looking = sent(NamelessFile, "a.jpg", "b.jpg", size=size)
    files: Any = request.FILES.getlist("files")
    assert [(file.name, file.size, file.content_type, file.read()) for file in files] == [
        ("a.jpg", size, "image/jpeg", b"0" * size),
        ("b.jpg", size, "image/jpeg", b"1" * size),
    ]
    assert (looking.seen, list(place.iterdir())) == (set(), [])
    request.close()
    assert all(file.closed for file in files)


def test_django_s_own_handler_leaves_names(place: Path) -> None:
    """The negative control: a process that is killed now would leave this file to whoever looks."""
    request, looking = sent(TemporaryFileUploadHandler, "a.jpg", size=10)
    assert request.FILES
    assert len(looking.seen) == 1
    request.close()


@SIZES
def test_a_file_that_is_skipped_where_it_begins_harms_none_before_it(place: Path, size: int) -> None:
    request, _looking = sent(NamelessFile, "a.jpg", "skipped.jpg", "c.jpg", size=size)
    files: Any = request.FILES.getlist("files")
    assert [(file.name, file.read()) for file in files] == [("a.jpg", b"0" * size), ("c.jpg", b"2" * size)]
    request.close()
