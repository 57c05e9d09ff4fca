"""What both stores promise, tested alike on the folder and on the strict S3."""

import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from core import storage
from tests.core.strict_s3 import StrictS3

KEY = "brand/asset/photo-1-abc"
MIB = 1024 * 1024


def put(content: bytes, key: str = KEY) -> None:
    storage.put(key, io.BytesIO(content), "image/jpeg")


def content_of(key: str = KEY) -> bytes:
    with storage.open(key) as file:
        return file.read()


class Stream(io.BytesIO):
    """Gives bytes in small pieces and cannot seek; may break in the middle."""

    def __init__(self, content: bytes, breaks_at: int | None = None) -> None:
        super().__init__(content)
        self._breaks_at = breaks_at

    def read(self, size: int | None = -1, /) -> bytes:
        if self._breaks_at is not None and self.tell() >= self._breaks_at:
            raise ConnectionResetError("gone")
        return super().read(min(size or -1, 70_000) if (size or -1) > 0 else 70_000)

    def seekable(self) -> bool:
        return False


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("content", [b"", b"x", b"picture" * 10_000], ids=["empty", "one byte", "more"])
def test_what_was_put_comes_back(content: bytes, tmp_path: Path) -> None:
    put(content)
    target = tmp_path / "copy"
    storage.fetch(KEY, target)
    assert (content_of(), storage.size(KEY), storage.exists(KEY)) == (content, len(content), True)
    assert target.read_bytes() == content


@pytest.mark.usefixtures("store")
def test_a_file_is_stored_whole_wherever_it_was_read_to() -> None:
    file = io.BytesIO(b"picture")
    file.seek(3)
    storage.put(KEY, file, "image/jpeg")
    assert content_of() == b"picture"


@pytest.mark.usefixtures("store")
def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    asks: list[Callable[[], object]] = [
        lambda: storage.open(KEY),
        lambda: storage.size(KEY),
        lambda: storage.fetch(KEY, tmp_path / "copy"),
    ]
    for ask in asks:
        with pytest.raises(storage.Missing):
            ask()
    assert not storage.exists(KEY)


@pytest.mark.usefixtures("store")
def test_deleting_is_fine_twice() -> None:
    put(b"picture")
    for _time in range(2):
        storage.delete(KEY)
        assert not storage.exists(KEY)


@pytest.mark.usefixtures("store")
def test_the_same_bytes_again_are_fine_and_other_bytes_are_refused() -> None:
    put(b"first")
    put(b"first")
    for other in (b"other", b"longer than the first"):
        with pytest.raises(storage.KeyTaken):
            put(other)
    assert content_of() == b"first"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "key",
    [
        "", "name", "/etc/passwd", "../secret", "a/../b", "a//b", "a/", "a/.hidden", "a/b\x00c", "a/b c", "a\\b", "a/é",
        "a/b\n", ".incoming/x", "a/" + "x" * 200, "C:/x", "~/x", "a/..%2fb", "https://example.org/x",
    ],
)  # fmt: skip
def test_no_name_is_a_path(key: str, tmp_path: Path) -> None:
    asks: list[Callable[[], object]] = [
        lambda: put(b"x", key),
        lambda: storage.open(key),
        lambda: storage.exists(key),
        lambda: storage.delete(key),
        lambda: storage.size(key),
        lambda: storage.fetch(key, tmp_path / "copy"),
        lambda: storage.signed_url(key),
    ]
    for ask in asks:
        with pytest.raises(storage.BadKey):
            ask()


@pytest.mark.usefixtures("store")
def test_a_large_stream_that_cannot_seek_is_stored_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PART", 5 * MIB)
    content = bytes(range(256)) * (11 * MIB // 256)
    storage.put(KEY, Stream(content), "video/mp4")
    assert content_of() == content


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("breaks_at", [0, 100_000, 7 * MIB])
def test_a_file_that_breaks_off_leaves_nothing(breaks_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PART", 5 * MIB)
    with pytest.raises(storage.Unavailable):
        storage.put(KEY, Stream(b"x" * 8 * MIB, breaks_at), "video/mp4")
    assert not storage.exists(KEY)
    put(b"whole")
    assert content_of() == b"whole"


@pytest.mark.usefixtures("store")
def test_the_same_put_six_times_at_once_is_one_object() -> None:
    failures = at_once([lambda: put(b"picture" * 1000)] * 6)
    assert failures == []
    assert content_of() == b"picture" * 1000


def test_of_different_bytes_at_once_the_folder_keeps_one_whole(folder: Path) -> None:
    contents = [bytes([number]) * MIB for number in range(6)]
    failures = at_once([lambda content=content: put(content) for content in contents])  # type: ignore[misc]
    assert [type(failure) for failure in failures] == [storage.KeyTaken] * 5
    assert content_of() in contents
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["photo-1-abc"]


def test_the_folder_leaves_no_half_written_file_and_is_private(folder: Path) -> None:
    with pytest.raises(storage.Unavailable):
        storage.put(KEY, Stream(b"x" * MIB, 100_000), "image/jpeg")
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    put(b"picture")
    assert (folder / KEY).stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_unavailable(folder: Path) -> None:
    folder.write_bytes(b"a file where the folder should be")
    with pytest.raises(storage.Unavailable):
        put(b"picture")


def test_the_folder_has_no_addresses(folder: Path) -> None:
    put(b"picture")
    assert storage.signed_url(KEY) is None


def at_once(actions: list[Callable[[], object]]) -> list[Exception]:
    start = threading.Barrier(len(actions))
    failures: list[Exception] = []

    def run(action: Callable[[], object]) -> None:
        start.wait()
        try:
            action()
        except (storage.KeyTaken, storage.Unavailable) as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_what_goes_away_while_it_is_written_again_is_there_in_the_end(
    bucket: StrictS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(b"first")
    same = storage._same

    def collected(first: IO[bytes], second: IO[bytes]) -> bool:
        found = same(first, second)
        storage.delete(KEY)
        return found

    monkeypatch.setattr(storage, "_same", collected)
    put(b"first")
    assert content_of() == b"first"
