"""`python -m mediakit` alone: the lines, the exit status, and who speaks on which stream."""

import json
from pathlib import Path

import pytest

from mediakit.__main__ import main
from tests.mediakit import media

KEYS = {"file", "error", "kind", "width", "height", "duration_s", "sha256", "fingerprint", "renditions"}


def test_json_has_one_line_a_file_and_refusals_set_the_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "a.jpg", tmp_path / "b.jpg"
    good.write_bytes(media.encoded(media.textured(400, 300), "JPEG"))
    bad.write_bytes(b"<svg/>")

    status = main([str(good), str(bad), "--json", "--out", str(tmp_path / "out")])

    accepted, refused = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert status == 1
    assert accepted.keys() >= KEYS
    assert refused.keys() >= KEYS
    assert (accepted["error"], accepted["kind"], accepted["width"], accepted["height"]) == (None, "photo", 400, 300)
    assert len(accepted["fingerprint"]) == len(accepted["sha256"]) == 64
    assert all(Path(one["path"]).stat().st_size == one["bytes"] for one in accepted["renditions"])
    assert refused["error"]["code"] == "type"
    assert refused["error"]["message"]


def test_accepted_files_give_status_zero_and_a_line_for_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(media.encoded(media.textured(40, 30), "JPEG"))

    assert main([str(source)]) == 0
    assert "jpeg 40×30" in capsys.readouterr().out


def test_help_is_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])

    said = capsys.readouterr()
    assert (left.value.code, said.out) == (0, "")
    assert "--json" in said.err


def test_wrong_usage_gives_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([])

    assert left.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_two_files_of_one_name_keep_folders_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = [tmp_path / folder / "a.jpg" for folder in ("one", "two")]
    for source in sources:
        source.parent.mkdir()
        source.write_bytes(media.encoded(media.textured(40, 30), "JPEG"))

    assert main([*map(str, sources), "--out", str(tmp_path / "out")]) == 0

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["2-a.jpg", "a.jpg"]


def test_people_see_progress_on_a_terminal_and_the_reason_of_a_refusal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(b"<svg/>")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    status = main([str(source)])

    said = capsys.readouterr()
    assert (status, said.out.startswith(f"{source}: refused (type). ")) == (1, True)
    assert said.err == "\r[1/1] a.jpg   0%\r\x1b[K"


def test_a_name_behind_which_is_no_file_is_said_to_be_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, endless = tmp_path / "none.jpg", tmp_path / ("x" * 300)

    status = main([str(missing), str(tmp_path), str(endless), "--out", str(tmp_path / "out")])

    said = capsys.readouterr().out.splitlines()
    assert status == 1
    assert said[:2] == [
        f"{missing}: refused (unavailable). There is no such file.",
        f"{tmp_path}: refused (unavailable). This is not a file.",
    ]
    assert "It cannot be read: File name too long." in said[2]
    assert not (tmp_path / "out").exists()
