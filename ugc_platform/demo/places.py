"""What is built on approved work in the demo: a gallery per brand, messages, and some weeks of visitors."""

import datetime
import random

from accounts.roles import Role
from campaigns.models import Campaign
from conversations import services as conversations_services
from engagement import services as engagement_services
from engagement.models import DailyViews
from galleries import services as galleries_services
from galleries.models import Gallery
from submissions.lifecycle import State
from submissions.models import Submission
from ugc_platform.demo import content, entries, settling

HOUR = datetime.timedelta(hours=1)
GALLERIES = {
    "Where the path took you": ("Places that made us stop", "The photos and clips you sent us, picked by our team."),
    "The first cup": ("First cups", "Quiet minutes from your kitchens and windows."),
}

# Each step of a visitor, and how many go on from there.
STEPS = (
    ("page_seen", 0.6),
    ("form_started", 0.8),
    ("file_picked", 0.9),
    ("upload_finished", 0.9),
    ("consent_given", 0.95),
    ("sent", 0.0),
)
BROWSERS = ("demo (iPhone)", "demo (iPhone)", "demo (Android; Mobile)", "demo (iPad)", "demo (Macintosh)")


def fill(campaigns: list[Campaign], plans: list[entries.Plan], at: datetime.datetime) -> None:
    """Place what was approved, curate a gallery each, write some messages, count some visits."""
    _place_approved(campaigns)
    for campaign in campaigns:
        gallery = _gallery(campaign, at) if campaign.title in GALLERIES else None
        _visits(campaign, gallery, at)
    # What was approved after a gallery was made had no right to a place in it then.
    _place_approved(campaigns)
    _talk(plans)


def _place_approved(campaigns: list[Campaign]) -> None:
    for submission in Submission.objects.filter(campaign__in=campaigns, state=State.APPROVED):
        galleries_services.place(submission_id=submission.pk, at=submission.state_since)


def _gallery(campaign: Campaign, at: datetime.datetime) -> Gallery:
    found = Gallery.objects.filter(campaign=campaign).first()
    if found is not None and found.published_at is not None:
        return found
    by = settling.member(campaign.brand, Role.MARKETER)
    title, introduction = GALLERIES[campaign.title]
    made = at - datetime.timedelta(days=9)
    gallery = found or galleries_services.create(
        brand=campaign.brand, title=title, introduction=introduction, campaign=campaign, by=by, at=made
    )
    approved = Submission.objects.filter(campaign=campaign, state=State.APPROVED).order_by("-received_at")
    galleries_services.set_items(
        gallery=gallery, submissions=list(approved.values_list("pk", flat=True)), by=by, at=made
    )
    return galleries_services.publish(gallery=gallery, by=by, at=made)


def _visits(campaign: Campaign, gallery: Gallery | None, at: datetime.datetime) -> None:
    """Some weeks of visits, fewer on weekdays than at the end of a week."""
    chance = random.Random(campaign.title)  # noqa: S311 -- variety, not secrecy
    if DailyViews.objects.filter(campaign=campaign).exists():
        return
    for day in range(min(21, (at - campaign.created_at).days)):
        moment = at - datetime.timedelta(days=day)
        busy = 18 if moment.weekday() >= 5 else 9
        for _ in range(chance.randint(busy // 2, busy)):
            engagement_services.count_view(campaign=campaign, user_agent="Mozilla/5.0 (demo)", at=moment)
            _walk(campaign, moment, chance)
            if gallery is not None and chance.random() < 0.7:
                engagement_services.count_view(gallery=gallery, user_agent="Mozilla/5.0 (demo)", at=moment)


def _walk(campaign: Campaign, moment: datetime.datetime, chance: random.Random) -> None:
    """Somebody on the way to a sent form; at each step some turn back."""
    browser = chance.choice(BROWSERS)
    for step, goes_on in STEPS:
        engagement_services.count_step(campaign=campaign, step=step, user_agent=browser, at=moment)
        if chance.random() > goes_on:
            return


def _talk(plans: list[entries.Plan]) -> None:
    approved = [plan for plan in plans if plan.fate == "approved"]
    for (words, answer), plan in zip(content.MESSAGES, approved[-8::2], strict=False):
        submission = entries.find(plan)
        if submission is None or submission.messages.exists():
            continue
        by = settling.member(submission.brand, Role.MODERATOR)
        asked = plan.decided_at + HOUR
        conversations_services.send(submission=submission, text=words, by=by, at=asked)
        if answer:
            conversations_services.reply(
                submission=submission, contributor=submission.contributor, text=answer, at=asked + 3 * HOUR
            )
