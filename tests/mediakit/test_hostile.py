"""Nothing that a stranger sends may hang, crash or reach out: every hostile file ends in a code, in time."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

import mediakit
from tests.mediakit import hostile, media

SECONDS = 5.0


def _run(one: hostile.Hostile, isolated: mediakit.Isolated, folder: Path) -> tuple[str | None, list[bytes]]:
    """Return the refusal's code (None when accepted) and the bytes of what was made."""
    source, out = folder / "upload", folder / "made"
    source.write_bytes(one.data)
    out.mkdir(exist_ok=True)
    started, child = time.monotonic(), isolated.pid
    try:
        report = isolated.run(source, mediakit.REVIEW, out)
    except mediakit.MediaError as error:
        code: str | None = error.code
        made = []
    else:
        code, made = None, [rendition.path.read_bytes() for rendition in report.renditions]
    assert time.monotonic() - started < SECONDS, one.name
    assert isolated.pid == child, f"{one.name} ended the warm child"
    assert isolated.last_peak_bytes <= 420 * 1024 * 1024, one.name
    assert code is None or code in mediakit.CODES
    return code, made


def _refused(cases: Iterator[hostile.Hostile], isolated: mediakit.Isolated, folder: Path) -> None:
    wrong = []
    for one in cases:
        code, _ = _run(one, isolated, folder)
        if one.codes is not None and code not in one.codes:
            wrong.append((one.name, code))
    assert wrong == []


def _accepted(cases: Iterator[hostile.Hostile], isolated: mediakit.Isolated, folder: Path) -> list[bytes]:
    ends = [(one.name, *_run(one, isolated, folder)) for one in cases]
    assert [(name, code) for name, code, _ in ends if code] == []
    return [body for _, _, made in ends for body in made]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return hostile.valid(tmp_path_factory.mktemp("valid"))


def test_the_untouched_files_are_accepted(files: dict[str, bytes], isolated: mediakit.Isolated, tmp_path: Path) -> None:
    cases = (hostile.Hostile(name, data, None) for name, data in files.items())

    assert _accepted(cases, isolated, tmp_path)


def test_cut_files_are_refused(files: dict[str, bytes], isolated: mediakit.Isolated, tmp_path: Path) -> None:
    _refused(hostile.truncated(files), isolated, tmp_path)


def test_flipped_bytes_end_cleanly(files: dict[str, bytes], isolated: mediakit.Isolated, tmp_path: Path) -> None:
    _refused(hostile.flipped(files), isolated, tmp_path)


def test_bombs_are_refused_before_they_are_opened(isolated: mediakit.Isolated, tmp_path: Path) -> None:
    _refused(hostile.bombs(), isolated, tmp_path)


def test_disguised_files_are_refused_by_content(isolated: mediakit.Isolated, tmp_path: Path) -> None:
    _refused(hostile.disguised(), isolated, tmp_path)


def test_broken_metadata_does_not_cost_the_picture(isolated: mediakit.Isolated, tmp_path: Path) -> None:
    _accepted(hostile.broken_metadata(), isolated, tmp_path)


def test_polyglots_lose_their_tail(files: dict[str, bytes], isolated: mediakit.Isolated, tmp_path: Path) -> None:
    made = _accepted(hostile.polyglots(files), isolated, tmp_path)

    assert made
    assert not [body for body in made if media.CANARY.encode() in body]


class _Listener:
    """Counts connections on a port of this machine."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(0.1)
        self.port = self.server.getsockname()[1]
        self.connections = 0
        self._open = True
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def _count(self) -> None:
        while self._open:
            with contextlib.suppress(TimeoutError, OSError):
                connection, _ = self.server.accept()
                self.connections += 1
                connection.close()

    def close(self) -> None:
        self._open = False
        self._thread.join()
        self.server.close()


@pytest.fixture
def listener() -> Iterator[_Listener]:
    canary = _Listener()
    yield canary
    canary.close()


def _playlist(port: int) -> bytes:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n".encode()


def test_playlist_named_mp4_reaches_nobody(listener: _Listener, isolated: mediakit.Isolated, tmp_path: Path) -> None:
    case = hostile.Hostile("playlist.mp4", _playlist(listener.port), None)

    code, _ = _run(case, isolated, tmp_path)

    assert code == "type"
    assert listener.connections == 0


def test_the_same_playlist_does_connect_without_our_rules(listener: _Listener, tmp_path: Path) -> None:
    """The positive control: an unguarded FFmpeg opens the address, so the test above can fail."""
    source = tmp_path / "playlist.m3u8"
    source.write_bytes(_playlist(listener.port))

    options = {"protocol_whitelist": "file,http,tcp", "allowed_extensions": "ALL", "extension_picky": "0"}
    with contextlib.suppress(av.FFmpegError), av.open(str(source), format="hls", options=options):
        pass
    time.sleep(0.3)

    assert listener.connections > 0
