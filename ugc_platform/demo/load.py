"""Loads the demo through the product's own services, at the moments it pretends things happened.

It can be stopped and started again: each step looks first whether it was done.
"""

import datetime
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from django.db import connection

from accounts.models import Brand
from campaigns.models import Campaign
from core import nudge
from submissions import processing
from submissions.lifecycle import State
from submissions.models import Submission, Work
from ugc_platform.demo import content, entries, places, settling

Say = Callable[[str], None]
# Two pictures are drawn and rendered at a time: more would only wait for the processors.
WORKERS = 2


@dataclass(frozen=True)
class Loaded:
    """What was loaded: for the greeting."""

    owner_email: str
    brand_slug: str
    log_ins: list[tuple[str, str]]


def load(*, at: datetime.datetime, say: Say) -> Loaded:
    """Load what is not there yet. Idempotent."""
    with nudge.held_back():
        brands = {brand.slug: settling.settle_brand(brand, at) for brand in content.BRANDS}
        if not settling.is_whole(brands.values()):
            _fill(brands, at=at, say=say)
    first = content.CAMPAIGNS[-1].brand
    return Loaded(f"owner@{_brand(first).domain}", first, _log_ins(brands))


def _fill(brands: dict[str, Brand], *, at: datetime.datetime, say: Say) -> None:
    """Make the campaigns and everything in them; what is there already is left alone."""
    campaigns = [settling.settle_campaign(demo, brands[demo.brand], at) for demo in content.CAMPAIGNS]
    plans = [
        plan
        for demo, campaign in zip(content.CAMPAIGNS, campaigns, strict=True)
        for plan in entries.plans(demo, campaign, at)
    ]
    say(f"{len(plans)} submissions are sent in, prepared and decided")
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(_receive, [plan for plan in plans if plan.follows is None]))
        list(pool.map(_receive, [plan for plan in plans if plan.follows is not None]))
        list(pool.map(entries.decide, plans))
        list(pool.map(partial(_render_public, at=at), _approved(campaigns)))
    places.fill(campaigns, plans, at)
    settling.close_what_is_over(campaigns, at)


def _receive(plan: entries.Plan) -> None:
    """Send one in and do its review work at its own moment."""
    try:
        with nudge.held_back():
            # At a second start everything is there: nothing is drawn again.
            submission = entries.find(plan) or entries.send(plan)
            if submission.state in (State.RECEIVING, State.PROCESSING):
                _render(submission, Work.Stage.REVIEW, plan.received_at)
                _render(submission, Work.Stage.WATCH, plan.received_at)
    finally:
        connection.close()


def _render_public(submission: Submission, *, at: datetime.datetime) -> None:
    try:
        with nudge.held_back():
            _render(submission, Work.Stage.PUBLIC, at)
    finally:
        connection.close()


def _render(submission: Submission, stage: str, begin: datetime.datetime) -> None:
    chance = random.Random(str(submission.pk))  # noqa: S311 -- a plausible pace, not secrecy
    pace = datetime.timedelta(seconds=chance.uniform(4, 25))
    moments = (begin + pace * step for step in range(1, 10_000))
    for asset_id in submission.assets.values_list("pk", flat=True):
        processing.render(asset_id=asset_id, stage=stage, clock=lambda: next(moments))


def _approved(campaigns: list[Campaign]) -> list[Submission]:
    return list(Submission.objects.filter(campaign__in=campaigns, state="approved"))


def _brand(slug: str) -> content.DemoBrand:
    return next(brand for brand in content.BRANDS if brand.slug == slug)


def _log_ins(brands: dict[str, Brand]) -> list[tuple[str, str]]:
    return [
        (f"{local}@{demo.domain}", f"{role} of {brands[demo.slug].name}")
        for demo in reversed(content.BRANDS)
        for local, role in demo.members
    ]
