"""Videos by mediakit in a warm process and by the ffmpeg command line doing the same, one thread each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.media import contest, inputs, peers
from benchmarks.processes import PeerFailed, Worker, command_seconds
from benchmarks.registry import Bench
from benchmarks.rows import Row, unmeasured

CASES = (("1080p H.264", "h264.mp4"), ("4K HEVC portrait", "hevc.mov"))
STEPS = ("probe", "poster", "preview", "received", "720p")
# Where mediakit takes the preview of each: at the poster, or at the start where too little is left behind it.
PREVIEW_AT = {"h264.mp4": "1", "hevc.mov": "0"}
PEER, OURS = "ffmpeg command", "mediakit"
CHEAPER = "× less CPU"
Cost = Callable[[str, Path, Path], float]


@dataclass(frozen=True, slots=True)
class Command:
    """The ffmpeg command line."""

    ffmpeg: str
    ffprobe: str
    core: int

    def cost(self, step: str, source: Path, out: Path) -> float:
        """Return the CPU seconds of a step. Raises `PeerFailed`."""
        if step == "received":
            return sum(self.cost(part, source, out) for part in ("probe", "poster", "preview"))
        return command_seconds(self._command(step, source, out), core=self.core)

    def _command(self, step: str, source: Path, out: Path) -> list[str]:
        if step == "probe":
            counted = ["-count_packets", "-show_streams", "-show_format", "-of", "json"]
            return [self.ffprobe, "-v", "error", *counted, str(source)]
        quiet = [self.ffmpeg, "-v", "error", "-nostdin", "-y", "-threads", "1", "-filter_threads", "1"]
        encoder = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "120", "-threads", "1"]
        clean = ["-map_metadata", "-1", "-movflags", "+faststart"]
        inside = "scale=w={0}:h={0}:force_original_aspect_ratio=decrease:force_divisible_by=2"
        steps: dict[str, tuple[list[str], list[str]]] = {
            # The best of five key frames, as ours.
            "poster": (
                ["-skip_frame", "nokey"],
                ["-vf", f"thumbnail=5,{inside.format(1280)}", "-frames:v", "1", "-q:v", "4"],
            ),
            "preview": (
                ["-ss", PREVIEW_AT[source.name], "-t", "3"],
                ["-an", "-vf", f"fps=15,{inside.format(480)}", *encoder, "-crf", "28", *clean],
            ),
            "720p": (
                [],
                ["-vf", inside.format(1280), *encoder, "-crf", "23", "-c:a", "aac", "-b:a", "128k", *clean],
            ),
        }
        before, after = steps[step]
        return [*quiet, *before, "-i", str(source), *after, str(_made(out, step))]


@dataclass(frozen=True, slots=True)
class Warm:
    """mediakit in a process that stays warm."""

    worker: Worker

    def cost(self, step: str, source: Path, out: Path) -> float:
        """Return the CPU seconds of a step."""
        recipe = f"video {step}"
        return float(self.worker.ask(recipe=recipe, source=str(source), out=str(out), ladder=[])["cpu"])


def rows(bench: Bench, core: int, *, reserve: float) -> Iterator[Row]:
    """Measure every step of both videos."""
    try:
        command = Command(peers.program("ffmpeg", "ffmpeg"), peers.program("ffprobe", "ffmpeg"), core)
    except peers.Missing as missing:
        for name, _source in CASES:
            for step in STEPS:
                yield unmeasured(f"{name}: {step}", CHEAPER, str(missing), peer=PEER)
        return
    with peers.python(core) as worker:
        for name, source in CASES:
            path = inputs.get(bench.folder / "inputs", source)
            for step in STEPS:
                if bench.left() < 0:
                    busy = "this machine was too busy: no time was left"
                    yield unmeasured(f"{name}: {step}", CHEAPER, busy, peer=PEER)
                    continue
                yield from _step(bench, f"{name}: {step}", step, path, Warm(worker), command, reserve)


def _step(
    bench: Bench, name: str, step: str, source: Path, ours: Warm, theirs: Command, reserve: float
) -> Iterator[Row]:
    costs: dict[str, Cost] = {OURS: ours.cost, PEER: theirs.cost}
    folders = {who: bench.folder / "made" / source.name / who.replace(" ", "-") for who in costs}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    try:
        for who, cost in costs.items():
            cost(step, source, folders[who])
    except PeerFailed as failed:
        yield unmeasured(name, CHEAPER, str(failed), peer=PEER)
        return
    seconds: dict[str, list[float]] = {who: [] for who in costs}
    for number in bench.repeats(reserve):
        for who in contest.turned(list(costs), number):
            seconds[who].append(costs[who](step, source, folders[who]))
    yield Row(name, median(seconds[PEER]) / median(seconds[OURS]), CHEAPER, None, 1.0, PEER, 1.0)
    yield Row(f"{name}, CPU", 1000 * median(seconds[OURS]), "ms", None, None, PEER, 1000 * median(seconds[PEER]))
    if step in ("preview", "720p"):
        ours_made, theirs_made = (_made(folders[who], step).stat().st_size for who in costs)
        yield Row(f"{name}, bytes", ours_made / 1000, "kB", None, None, PEER, theirs_made / 1000)


def _made(out: Path, step: str) -> Path:
    """Where a step's file lies, ours and the command's alike."""
    return out / {"probe": "-", "poster": "poster.jpg", "preview": "preview.mp4", "720p": "video-720.mp4"}[step]
