"""The demo's submissions: who sends what, when, and what becomes of it."""

import datetime
import io
import random
import uuid
from dataclasses import dataclass, replace

from django.db import connection

from accounts import queries as accounts_queries
from accounts.actors import VISITOR
from accounts.models import Contributor
from accounts.roles import Role
from campaigns.models import Campaign
from core import nudge
from moderation import services as moderation_services
from rights import grades
from submissions import intake as submissions_intake, services as submissions_services
from submissions.lifecycle import State
from submissions.models import AssetState, Submission
from ugc_platform.demo import content, pictures, settling

NAMESPACE = uuid.UUID("6f9d8e5e-5d2b-4d0f-9a43-0d6f0a7c1e11")
MINUTE = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Plan:
    """One submission of the demo. `follows` is the earlier one of the same person."""

    number: int
    demo: content.DemoCampaign
    campaign: Campaign
    key: uuid.UUID
    name: str
    caption: str
    received_at: datetime.datetime
    decided_at: datetime.datetime
    fate: str
    clip: bool
    photos: int
    scopes: tuple[str, ...]
    people: str
    follows: "Plan | None" = None


def plans(demo: content.DemoCampaign, campaign: Campaign, at: datetime.datetime) -> list[Plan]:
    """All submissions of a campaign, oldest first. The newest still wait."""
    chance = random.Random(demo.title)  # noqa: S311 -- variety, not secrecy
    begin, end = at - datetime.timedelta(days=demo.days), at - datetime.timedelta(days=45 if demo.closed else 0)
    moments = sorted(end - (end - begin) * chance.random() ** 1.3 - 20 * MINUTE for _ in range(demo.submissions))
    made = [
        _plan(demo, campaign, chance, number, max(moment, begin + MINUTE), at) for number, moment in enumerate(moments)
    ]
    return [_returning(made, number) for number in range(len(made))]


def _plan(
    demo: content.DemoCampaign,
    campaign: Campaign,
    chance: random.Random,
    number: int,
    received_at: datetime.datetime,
    at: datetime.datetime,
) -> Plan:
    decided_at = received_at + datetime.timedelta(hours=chance.uniform(0.3, 20))
    waits = not demo.closed and number >= demo.submissions * 0.78
    return Plan(
        number=number,
        demo=demo,
        campaign=campaign,
        key=uuid.uuid5(NAMESPACE, f"{demo.title}/{number}"),
        name=chance.choice(content.PEOPLE),
        caption=demo.captions[number % len(demo.captions)] if chance.random() < 0.85 else "",
        received_at=received_at,
        decided_at=min(decided_at, at - MINUTE),
        fate="waiting" if waits else _FATES[number % len(_FATES)],
        clip=number % 6 == 4,
        photos=chance.choice((1, 1, 1, 2, 3)),
        scopes=tuple(scope for scope in demo.scopes if scope == "pages" or chance.random() < 0.55),
        people=_people(chance, with_friends=waits and number % 4 == 1),
    )


def _people(chance: random.Random, *, with_friends: bool) -> str:
    """Some that wait have others in them, who have not agreed yet: the queue shows what is missing."""
    answered = chance.random() < 0.85
    if with_friends:
        return WITH_FRIENDS
    return "nobody" if answered else ""


WITH_FRIENDS = "others_agreed"
FRIENDS = (submissions_intake.Person("Ida"), submissions_intake.Person("Tom"))
_FATES = ("approved", "approved", "rejected", "approved", "approved", "withdrawn", "approved", "approved", "approved",
          "unusable", "approved", "approved", "reopened", "approved", "approved", "rejected")  # fmt: skip


def _returning(made: list[Plan], number: int) -> Plan:
    """Every fifth one is by the person who sent the one four before, if that one could be looked at."""
    earlier = made[number - 4] if number % 5 == 4 else None
    if earlier is None or earlier.fate in ("unusable", "withdrawn"):
        return made[number]
    return replace(made[number], follows=earlier, name=earlier.name)


def send(plan: Plan) -> Submission:
    """Send it in through the one door, as the fan would."""
    before = find(plan.follows) if plan.follows else None
    contributor: Contributor | None = before.contributor if before else None
    terms = plan.campaign.terms
    entry = submissions_intake.Entry(
        caption=plan.caption,
        name=plan.name,
        email=_address(plan),
        locale="en",
        terms_id=terms.pk if terms else None,
        accept=True,
        age_confirmed=True,
        scopes=plan.scopes,
        people=plan.people,
        persons=FRIENDS if plan.people == WITH_FRIENDS else (),
        music="own" if plan.clip else "",
    )
    received = submissions_intake.receive(
        campaign=plan.campaign,
        entry=entry,
        files=_files(plan),
        source="page" if plan.number % 7 else "api",
        grade=grades.FORM if plan.number % 7 else grades.STATED,
        by=accounts_queries.actor_of_contributor(contributor) if contributor else VISITOR,
        at=plan.received_at,
        form_key=plan.key,
        contributor=contributor,
    )
    return received.submission


def _address(plan: Plan) -> str:
    """Some of the newest left an address where one may, so that there is mail to look at."""
    lately = not plan.demo.closed and plan.number >= plan.demo.submissions * 0.6
    asked = plan.demo.email_policy != "none" and plan.follows is None
    return f"fan{plan.number}@fans.example" if lately and asked and plan.number % 2 else ""


def find(plan: Plan) -> Submission | None:
    """The submission of a plan, once it was sent: each has its own moment."""
    return (
        Submission.objects.select_related("contributor", "campaign", "brand")
        .filter(campaign=plan.campaign, received_at=plan.received_at)
        .first()
    )


def _files(plan: Plan) -> list[submissions_intake.IncomingFile]:
    motifs = plan.demo.motifs
    if plan.clip:
        scene = motifs[plan.number % len(motifs)]
        return [_file("clip.mp4", pictures.clip(scene, plan.number), scene.__name__)]
    files = []
    for index in range(plan.photos):
        scene = motifs[(plan.number + index * 2) % len(motifs)]
        seed = plan.number * 10 + index + len(plan.demo.title) * 1000
        photo = pictures.photo(scene, seed, plan.received_at)
        cut = photo[: len(photo) // 3] if plan.fate == "unusable" else photo
        files.append(_file(f"IMG_{4000 + seed % 5000}.jpg", cut, scene.__name__))
    return files


def _file(name: str, data: bytes, motif: str) -> submissions_intake.IncomingFile:
    return submissions_intake.IncomingFile(name=name, file=io.BytesIO(data), alt_text=content.ALT_TEXTS[motif])


def decide(plan: Plan) -> None:
    """Let happen what the plan says, once."""
    try:
        with nudge.held_back():
            submission = find(plan)
            if (
                submission is not None
                and submission.state == State.AWAITING_REVIEW
                and not submission.decisions.exists()
            ):
                _FATE_OF.get(plan.fate, _wait)(plan, submission)
    finally:
        connection.close()


def _wait(plan: Plan, submission: Submission) -> None:
    """It stays in the queue."""


def _approve(plan: Plan, submission: Submission) -> None:
    moderator = settling.member(submission.brand, Role.MODERATOR)
    assets = list(submission.assets.filter(state=AssetState.READY).values_list("pk", flat=True))
    exclude = assets[2:] if len(assets) > 2 and plan.number % 2 else []
    moderation_services.approve(
        submission=submission,
        version=submission.version,
        by=moderator,
        at=plan.decided_at,
        exclude=exclude,
        seen=assets,
    )


def _reject(plan: Plan, submission: Submission) -> None:
    reason, note = content.REJECTIONS[plan.number % len(content.REJECTIONS)]
    moderator = settling.member(submission.brand, Role.MODERATOR)
    moderation_services.reject(
        submission=submission,
        version=submission.version,
        reason=reason,
        note=note,
        by=moderator,
        at=plan.decided_at,
        seen=submission.assets.values_list("pk", flat=True),
    )


def _withdraw(plan: Plan, submission: Submission) -> None:
    by = accounts_queries.actor_of_contributor(submission.contributor)
    submissions_services.withdraw(submission=submission, by=by, at=plan.decided_at)


def _reopen(plan: Plan, submission: Submission) -> None:
    """Some wait again because somebody of the team wanted another look, some because their contributor asked for it."""
    _reject(plan, submission)
    submission.refresh_from_db()
    reason, _note = content.REJECTIONS[plan.number % len(content.REJECTIONS)]
    if plan.number // len(_FATES) % 2 == 0:
        moderation_services.appeal(
            submission=submission,
            text=content.APPEALS[reason],
            by=accounts_queries.actor_of_contributor(submission.contributor),
            at=plan.decided_at + MINUTE,
        )
        return
    moderator = settling.member(submission.brand, Role.MODERATOR)
    moderation_services.reopen(
        submission=submission, version=submission.version, by=moderator, at=plan.decided_at + MINUTE
    )


_FATE_OF = {"approved": _approve, "rejected": _reject, "withdrawn": _withdraw, "reopened": _reopen}
