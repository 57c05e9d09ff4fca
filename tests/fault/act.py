"""One action in a process of its own, so that it can die in the middle: `python -m tests.fault.act ACTION ID…`."""

import sys
import uuid

import django

django.setup()

from django.utils import timezone  # noqa: E402

from accounts.actors import Actor  # noqa: E402
from accounts.models import Contributor  # noqa: E402
from accounts.roles import Role  # noqa: E402
from campaigns.models import Campaign  # noqa: E402
from conversations.emails import services as emails_services  # noqa: E402
from privacy import services as privacy_services  # noqa: E402
from submissions import processing, services  # noqa: E402
from submissions.models import Submission  # noqa: E402
from tests.fault import haste  # noqa: E402
from tests.submissions import makers  # noqa: E402


def main(action: str, *ids: str) -> None:
    first = uuid.UUID(ids[0])
    if action == "render":
        processing.render(asset_id=first, stage=ids[1], clock=timezone.now)
    elif action == "receive":
        campaign = Campaign.objects.get(pk=first)
        makers.receive(campaign, *makers.two_photos(), form_key=uuid.UUID(ids[1]), at=timezone.now())
    elif action == "approve":
        submission = Submission.objects.get(pk=first)
        by = Actor("member", submission.brand_id, Role.MODERATOR, user_id=int(ids[1]))
        services.move(submission=submission, move="approve", by=by, at=timezone.now())
    elif action == "withdraw":
        submission = Submission.objects.get(pk=first)
        services.withdraw(submission=submission, by=makers.fan(submission), at=timezone.now())
    elif action == "deliver":
        emails_services.deliver(mail_id=first, clock=timezone.now)
    elif action == "erase":
        person = Contributor.objects.get(pk=first)
        by = Actor("contributor", person.brand_id, contributor_id=person.pk)
        privacy_services.erase(contributor=person, by=by, at=timezone.now())
    elif action == "remove_files":
        privacy_services.remove_files(erasure_id=first, clock=timezone.now)


if __name__ == "__main__":
    haste.hurry()
    main(*sys.argv[1:])
