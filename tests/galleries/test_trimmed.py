"""A trimmed video leaves as it was reviewed: no frame more, and its manifest tells that length."""

from pathlib import Path

import av
import pytest

from tests.galleries import media, stage
from tests.mediakit import edits

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("start", "seconds"), [(0.0, 1.5), (0.8, 1.2)])
def test_the_export_of_a_trimmed_video_holds_only_what_was_reviewed(
    start: float, seconds: float, tmp_path: Path
) -> None:
    source = edits.edited(edits.clip(tmp_path / "v.mp4"), [[(start, seconds)], [(start, seconds)]])
    submission = stage.approved()
    submission.assets.update(kind="video", duration_ms=round(seconds * 1000))
    media.with_original(submission, source.read_bytes())

    export = media.run(media.request(submission))

    (row,) = media.manifest(export)["rows"]
    delivered = tmp_path / "delivered.mp4"
    delivered.write_bytes(media.opened(export).read(row["file"]))
    first = round(start * edits.RATE)
    assert row["duration_s"] == seconds
    assert edits.numbers(delivered) == list(range(first, first + round(seconds * edits.RATE)))
    with av.open(str(delivered), options={"ignore_editlist": "1"}) as container:
        assert sum(1 for packet in container.demux(video=0) if packet.size) == round(seconds * edits.RATE)
