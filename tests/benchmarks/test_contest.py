"""A whole contest in small: one little photo, the contestants that need nothing installed, real processes."""

from pathlib import Path

import pytest

from benchmarks import processes
from benchmarks.media import contest, inputs, peers, photos, pictures
from benchmarks.media.contest import OURS, PILLOW, SHARP, Warm
from benchmarks.processes import PeerFailed
from benchmarks.registry import Bench


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    def small(path: Path) -> None:
        pictures.photo_like(480, 360).save(path, "JPEG", quality=90, icc_profile=pictures.display_p3())

    monkeypatch.setitem(inputs.MAKERS, "p3.jpg", small)
    return Bench(folder=tmp_path, rounds=1)


def test_a_contest_measures_who_is_there_and_says_why_others_are_not(bench: Bench) -> None:
    core = processes.cores()[-1]
    with peers.python(core) as ours, peers.python(core) as pillow:
        who = {OURS: Warm(ours, OURS), PILLOW: Warm(pillow, PILLOW)}
        result = contest.hold(bench, "p3.jpg", who, {SHARP: "npm could not fetch sharp"}, reserve=0)
    assert set(result.rounds) == {OURS, PILLOW}
    assert all(len(rounds) == 1 and rounds[0] > 0 for rounds in result.rounds.values())
    case = photos.Case("small", "p3.jpg", {PILLOW: (0.01, 0.1), SHARP: (1.5, 1.7)})
    found = {row.name: row for row in photos._ratios(case, result, {PILLOW: "Pillow", SHARP: "sharp"})}
    assert found["small: against Pillow"].value == pytest.approx(result.seconds(PILLOW) / result.seconds(OURS))
    missing = found["small: against sharp"].as_json()
    assert (missing["peer_value"], missing["reason"]) == (None, "npm could not fetch sharp")
    quality = {row.name: row.value for row in photos._quality(bench, case, result)}
    assert abs(quality["small: SSIM lost against Pillow, worst rendition"] or 0) < 0.02
    assert 0.9 < (quality["small: bytes against Pillow"] or 0) < 1.1


def test_a_worker_answers_a_failure_and_lives_on(bench: Bench) -> None:
    core = processes.cores()[-1]
    source = inputs.get(bench.folder / "inputs", "p3.jpg")
    with peers.python(core) as worker:
        job = {"source": str(source), "out": str(bench.folder / "out"), "ladder": []}
        with pytest.raises(PeerFailed, match="KeyError"):
            worker.ask(recipe="unheard of", **job)
        assert worker.ask(recipe=PILLOW, **job)["peak"] > 10


def test_a_program_s_cpu_time_and_failure_are_seen() -> None:
    core = processes.cores()[-1]
    busy = ["python3", "-c", "import time\nwhile time.process_time() < 0.2: pass"]
    assert processes.command_seconds(busy, core=core) >= 0.15
    with pytest.raises(PeerFailed, match="nothing doing"):
        processes.command_seconds(["python3", "-c", "raise SystemExit('nothing doing')"], core=core)


def test_the_turns_rotate() -> None:
    assert [contest.turned(["a", "b", "c"], number) for number in (0, 1)] == [["a", "b", "c"], ["b", "c", "a"]]
