"""The rows of `make bench ONLY=load`: each page at two sizes, and how many times as much the larger one costs."""

import datetime
import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from benchmarks.load import asking, filling, places
from benchmarks.registry import Bench
from benchmarks.rows import Row, unmeasured

# Submissions of the brand that is asked about. LOAD_SIZES=10000,1000000 takes the million, which needs half an hour.
SIZES = os.environ.get("LOAD_SIZES", "10000,100000")
MOST = 1.3  # times as much, from the smallest size to the largest
# Milliseconds of noise: what costs next to nothing may cost nothing or twice as much.
NOISE = 2.0
PEER = "the same list in one piece"


def rows(bench: Bench) -> Iterator[Row]:
    """Fill, ask, and compare, size by size."""
    sizes = [int(size) for size in SIZES.split(",")]
    found: dict[int, dict[str, asking.Cost | str]] = {}
    for size in sizes:
        with places.opened(size) as place:
            found[size] = {name: _cost(ask) for name, ask in _questions(place)}
    first, last = sizes[0], sizes[-1]
    for name, small in found[first].items():
        large = found[last][name]
        if isinstance(small, str) or isinstance(large, str):
            yield unmeasured(name, "×", str(small if isinstance(small, str) else large))
            continue
        ratio = (large.milliseconds + NOISE) / (small.milliseconds + NOISE)
        marks = {} if name.startswith("naive") else {"must": MOST}
        yield Row(f"{name}: CPU, {last:,} to {first:,}", ratio, "×", less_is_better=True, **marks)
        yield Row(f"{name}: CPU at {last:,}", large.milliseconds, "ms", less_is_better=True)
        yield Row(f"{name}: rows touched at {last:,}", float(large.rows), "rows", less_is_better=True)
        yield Row(f"{name}: queries", float(large.queries), "", less_is_better=True)


def _cost(ask: Callable[[], Any]) -> "asking.Cost | str":
    """What an answer costs, or why there is none."""
    try:
        return asking.cost(ask)
    except (ValueError, LookupError) as error:
        return str(error)


def _questions(place: places.Place) -> "Iterator[tuple[str, Callable[[], Any]]]":
    """Every page, feed and list, with a page from the middle where it has pages; and the naive form as their peer."""
    studio, review = f"/studio/{place.brand}", f"/review/{place.brand}"
    reach = datetime.timedelta(seconds=filling.STEP_SECONDS * place.submissions / places.EACH)
    public = {
        "front page": "/",
        "campaign page": f"/c/{place.campaign}/",
        "gallery page": f"/g/{place.gallery}/",
        "own page": f"/me/{place.own_page}/",
        "gallery by API": f"/api/v1/public/galleries/{place.gallery}/",
        "JSON Feed": f"/api/v1/public/galleries/{place.gallery}.json",
        "Atom feed": f"/api/v1/public/galleries/{place.gallery}.atom",
    }
    member = {
        "studio": f"{studio}/",
        "campaigns": f"{studio}/campaigns/",
        "campaign in the studio": f"{studio}/campaigns/{place.campaign}/",
        "library": f"{studio}/library/",
        "library, by words": f"{studio}/library/?q=lake+77",
        "one item": f"{studio}/library/{place.approved}/",
        "galleries": f"{studio}/galleries/",
        "gallery in the studio": f"{studio}/galleries/{place.gallery}/",
        "exports": f"{studio}/exports/",
        "take-downs": f"{studio}/take-downs/",
        "inbox": f"{studio}/conversations/",
        "insights": f"{studio}/insights/",
        "insights of a campaign, a year": f"{studio}/insights/{place.campaign}/?days=365",
        "audit": f"{studio}/settings/audit/",
        "review queue": f"{review}/",
        "one item in review": f"{review}/{place.waiting}/",
        "decided": f"{review}/decided/",
    }
    api = {
        "submissions by API": "/api/v1/submissions/",
        "approved by API": "/api/v1/submissions/?state=approved",
        "campaigns by API": "/api/v1/campaigns/",
        "galleries by API": "/api/v1/galleries/",
        "exports by API": "/api/v1/exports/",
    }
    with asking.client() as visitor, asking.client(place.member) as somebody, asking.client(token=place.token) as code:
        for asker, addresses in ((visitor, public), (somebody, member), (code, api)):
            for name, address in addresses.items():
                yield name, partial(asker.get, address, follow=name == "review queue")
        deep = (("library", somebody, member), ("inbox", somebody, member), ("decided", somebody, member),
                ("submissions by API", code, api), ("approved by API", code, api))  # fmt: skip
        for name, asker, addresses in deep:
            yield f"{name}, in the middle", _in_the_middle(asker, addresses[name], reach)
        yield "naive peer: all submissions in one list", partial(_naive, place)


def _in_the_middle(asker: Any, address: str, reach: datetime.timedelta) -> Callable[[], Any]:
    try:
        cursor = asking.deep(asker.get(address), reach)
    except (LookupError, ValueError, TypeError) as error:
        return partial(_not_there, f"no cursor to begin with: {type(error).__name__}")
    return partial(asker.get, f"{address}{'&' if '?' in address else '?'}cursor={cursor}")


def _not_there(why: str) -> None:
    raise ValueError(why)


def _naive(place: places.Place) -> None:
    """What a list without pages asks for: every row, in order."""
    from submissions.models import Submission

    for _ in Submission.objects.filter(brand__slug=place.brand).order_by("-received_at", "-id").iterator():
        pass
