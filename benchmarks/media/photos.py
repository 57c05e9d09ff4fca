"""The same ladder by us and by the peers: ratios of images per CPU second, at equal visual quality.

Peers encode as they are usually called (WebP q80, effort 4). We encode as `ladders.AS_GOOD` says, and each rendition is
held against the peer's: similarity within 0.005, bytes within 3 %. Our figures at the peers' own settings stand beside.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.media import contest, inputs, peers
from benchmarks.media.contest import CASCADE, FLOOR, OURS, PILLOW, SAME, SHARP, THUMBNAIL, VIPS, Result
from benchmarks.media.ladders import LADDER
from benchmarks.media.ssim import Reference
from benchmarks.registry import Bench
from benchmarks.rows import Row, unmeasured

Marks = tuple[float | None, float | None]
SSIM_WITHIN, BYTES_WITHIN = 0.005, 1.03
NO_HEVC = "the libvips that sharp brings reads no HEVC"
RATIO = "× images per CPU second"


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of photo, and what we must and want to reach against each peer."""

    name: str
    source: str
    marks: dict[str, Marks]


TUNED, PLAIN = (0.85, 1.1), (2.5, 3.5)
CASES = (
    Case(
        "12 MP P3 portrait",
        "p3.jpg",
        {SHARP: (1.5, 1.7), CASCADE: TUNED, VIPS: (1.45, 2.0), PILLOW: PLAIN, FLOOR: (0.75, 0.88)},
    ),
    Case(
        "12 MP sRGB",
        "srgb.jpg",
        {
            SHARP: (1.25, 1.5),
            CASCADE: TUNED,
            VIPS: (1.45, 2.0),
            PILLOW: PLAIN,
            THUMBNAIL: (None, None),
            FLOOR: (0.72, 0.88),
        },
    ),
    Case(
        "48 MP", "48mp.jpg", {SHARP: (2.0, 2.6), CASCADE: TUNED, VIPS: (1.45, 2.0), PILLOW: PLAIN, FLOOR: (None, None)}
    ),
    Case("HEIC", "photo.heic", {VIPS: (4.0, 5.5), SHARP: (None, None)}),
    Case("PNG", "photo.png", {SHARP: (1.4, 1.7)}),
    Case("WebP", "photo.webp", {SHARP: (2.0, 2.5)}),
    Case("AVIF", "photo.avif", {SHARP: (3.5, 5.0)}),
)


def rows(bench: Bench, core: int, *, reserve: float) -> Iterator[Row]:
    """Hold every contest. Rounds become fewer where the machine is slow and `reserve` seconds must stay."""
    with contest.contestants(bench, core) as (everybody, reasons):
        for number, case in enumerate(CASES):
            who = {name: everybody[name] for name in (OURS, SAME, *case.marks) if name in everybody}
            if case.source == "photo.heic":
                who.pop(SHARP, None)
            later = reserve + 20 * (len(CASES) - number - 1)
            result = contest.hold(bench, case.source, who, reasons, reserve=later)
            if case.source == "photo.heic":
                result.reasons.setdefault(SHARP, NO_HEVC)
            yield from _ratios(case, result, names(bench))
            yield from _quality(bench, case, result)


def names(bench: Bench) -> dict[str, str]:
    """Return what the table calls the contestants."""
    try:
        sharp = peers.sharp_version(bench.folder / "peers")
    except peers.Missing:
        sharp = "sharp"
    return {
        SHARP: f"{sharp}, one pipeline per rendition",
        CASCADE: f"{sharp}, hand-tuned cascade",
        VIPS: "vipsthumbnail, five calls",
        PILLOW: "Pillow as people write it (resize)",
        THUMBNAIL: "Pillow as people write it (thumbnail)",
        FLOOR: "the floor: one decode and the bare encodes",
    }


def _ratios(case: Case, result: Result, called: dict[str, str]) -> Iterator[Row]:
    for peer, (must, goal) in case.marks.items():
        title = f"{case.name}: against {peer}"
        if peer not in result.rounds:
            yield unmeasured(title, RATIO, result.reasons[peer], must=must, goal=goal, peer=called[peer])
            continue
        # The floor encodes as peers do, so our share of it is measured at those settings.
        own = SAME if peer == FLOOR else OURS
        yield Row(title, result.ratio(peer, own), RATIO, must, goal, called[peer], 1.0)
        if peer in (SHARP, VIPS):
            yield Row(
                f"{title}, at its encoder settings", result.ratio(peer, SAME), RATIO, None, None, called[peer], 1.0
            )
        ours, theirs = (1000 * result.seconds(name) for name in (own, peer))
        yield Row(f"{case.name}: CPU a photo", ours, "ms", None, None, called[peer], theirs)


def _quality(bench: Bench, case: Case, result: Result) -> Iterator[Row]:
    """Say by how much any peer's files differ from ours, in similarity to the source and in bytes."""
    rivals = [name for name in result.folders if name not in (OURS, SAME, FLOOR)]
    if not rivals:
        return
    reference = Reference(inputs.get(bench.folder / "inputs", case.source))
    kept = {
        name: [reference.similarity(result.folders[name] / rung.file_name) for rung in LADDER]
        for name in (OURS, *rivals)
    }
    weight = {name: _bytes(result, name) for name in (OURS, *rivals)}
    for name in rivals:
        differences = [theirs - ours for ours, theirs in zip(kept[OURS], kept[name], strict=True)]
        worst = max(differences, key=abs)
        marks = {"must": SSIM_WITHIN, "less_is_better": True, "peer": name}
        title = f"{case.name}: SSIM lost against {name}, worst rendition"
        yield Row(title, worst, "SSIM", **marks, peer_value=0.0)  # type: ignore[arg-type]
        title = f"{case.name}: bytes against {name}"
        share = weight[OURS] / weight[name]
        yield Row(title, share, "× bytes", BYTES_WITHIN, None, name, 1.0, less_is_better=True)


def _bytes(result: Result, name: str) -> int:
    return sum((result.folders[name] / rung.file_name).stat().st_size for rung in LADDER)
