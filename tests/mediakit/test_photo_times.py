"""What a photo tells of itself: its time with the zone that belongs to it, and its place only when asked."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

import mediakit
from mediakit.values import RenditionSpec, Report
from tests.mediakit import media

SIZE = (320, 240)

EXACT = RenditionSpec("exact", "review", "photo", "webp", max_side=320, quality=95)

RECIPE = mediakit.Recipe(specs=(EXACT,), fingerprint=True)


def _report(data: bytes, tmp_path: Path, recipe: mediakit.Recipe = RECIPE) -> Report:
    source = tmp_path / "any-name.bin"
    source.write_bytes(data)
    out = tmp_path / "made"
    out.mkdir(exist_ok=True)
    return mediakit.process(source, recipe, out)


def test_facts_are_read_and_place_only_when_asked(tmp_path: Path) -> None:
    data = media.encoded(media.scene(*SIZE), "JPEG", exif=media.exif(secrets=True))

    silent = _report(data, tmp_path)
    asked = _report(data, tmp_path, replace(RECIPE, location=True))

    assert (silent.captured_at, silent.camera_model) == ("2026-05-04T12:34:56", "Fan Cameras One")
    assert silent.location is None
    assert asked.location == pytest.approx((48.8584, 2.2945), abs=1e-4)


def _exif(*, times: dict[int, str], zones: dict[int, str]) -> bytes:
    data = Image.Exif()
    for tag, text in times.items():
        (data if tag == 0x0132 else data.get_ifd(0x8769))[tag] = text
    for tag, text in zones.items():
        data.get_ifd(0x8769)[tag] = text
    return data.tobytes()


@pytest.mark.parametrize(
    ("times", "zones", "expected"),
    [
        ({0x9003: "2026:05:04 20:30:00"}, {}, "2026-05-04T20:30:00"),
        ({0x9003: "2026:05:04 20:30:00"}, {0x9011: "+02:00"}, "2026-05-04T20:30:00+02:00"),
        ({0x9003: "2026:05:04 20:30:00"}, {0x9011: "Z"}, "2026-05-04T20:30:00+00:00"),
        ({0x9003: "2026:05:04 20:30:00"}, {0x9011: "   :  "}, "2026-05-04T20:30:00"),
        ({0x9003: "2026:05:04 20:30:00"}, {0x9011: "+99:00"}, "2026-05-04T20:30:00"),
        ({0x9003: "2026:05:04 20:30:00"}, {0x9011: "+02:75"}, "2026-05-04T20:30:00"),
        # The zone of another time is not this one's.
        ({0x9003: "2026:05:04 20:30:00"}, {0x9010: "+02:00", 0x9012: "+02:00"}, "2026-05-04T20:30:00"),
        ({0x9004: "2026:05:04 20:30:00"}, {0x9012: "-03:30", 0x9011: "+02:00"}, "2026-05-04T20:30:00-03:30"),
        ({0x0132: "2026:05:04 20:30:00"}, {0x9010: "+05:45"}, "2026-05-04T20:30:00+05:45"),
        ({0x9003: "    :  :     :  :  ", 0x0132: "2026:05:04 20:30:00"}, {}, "2026-05-04T20:30:00"),
        ({0x9003: "0001:01:01 00:00:00"}, {0x9011: "+02:00"}, None),
        ({0x9003: "0001:01:01 00:00:00"}, {0x9011: "Z"}, None),
        ({0x9003: "9999:12:31 23:30:00"}, {0x9011: "+00:00"}, None),
        ({0x9003: "1825:12:31 23:30:00"}, {}, None),
        ({0x9003: "1826:01:01 00:00:00"}, {0x9011: "+14:00"}, "1826-01-01T00:00:00+14:00"),
        ({0x9003: "2999:12:31 23:59:59"}, {0x9011: "-14:00"}, "2999-12-31T23:59:59-14:00"),
    ],
)
def test_a_time_keeps_the_zone_that_belongs_to_it(
    times: dict[int, str], zones: dict[int, str], expected: str | None, isolated: mediakit.Isolated, tmp_path: Path
) -> None:
    source, out = tmp_path / "a.jpg", tmp_path / "out"
    source.write_bytes(media.encoded(media.scene(64, 48), "JPEG", exif=_exif(times=times, zones=zones)))
    out.mkdir()

    assert isolated.run(source, RECIPE, out).captured_at == expected
