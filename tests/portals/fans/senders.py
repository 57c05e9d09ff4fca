"""What the tests of the public pages send and look up: forms as a browser sends them, through the real address."""

import re
from datetime import datetime, timedelta
from typing import Any

import altcha
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts_services
from accounts.models import Contributor
from campaigns.models import Campaign
from portals import proof
from portals.fans import guards
from submissions.models import Submission
from tests.submissions import makers


def photo(name: str = "lake.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, makers.jpeg() if content is None else content, content_type="image/jpeg")


def vouched(campaign: Campaign) -> dict[str, str]:
    """What a browser adds by itself: when the form was opened, and a solved sum."""
    at = timezone.now()
    return {"stamp": guards.stamp(campaign, at=at - timedelta(minutes=1)), "proof": solved(campaign, at=at)}


def solved(campaign: Campaign, *, at: datetime) -> str:
    """A proof of work as the worker makes it."""
    challenge = altcha.Challenge.from_dict(proof.challenge(campaign, at=at))
    solution = altcha.solve_challenge(challenge)
    assert solution
    return altcha.Payload(challenge, solution).to_base64()


def words(campaign: Campaign, **changed: Any) -> dict[str, Any]:
    """A form filled in well; None takes a field out."""
    assert campaign.terms is not None
    filled = {
        "form_key": "5f9d2a2e-8a55-4a52-9a55-0d1a5a0a2f11",
        "terms_id": str(campaign.terms.pk),
        "caption": "First light on the lake",
        "name": "Mira",
        "email": "mira@example.org",
        "people": "nobody",
        "music": "none",
        "scopes": ["pages"],
        "accept": "true",
        "age_band": "18+",
        "country": "DE",
    }
    filled |= vouched(campaign)
    answers = changed.pop("answers", {})
    return {name: value for name, value in {**filled, **changed, **answers}.items() if value is not None}


def send(client: Client, campaign: Campaign, *files: SimpleUploadedFile, json: bool = False, **changed: Any) -> Any:
    """Send the form of a campaign."""
    address = reverse("fans:submit", kwargs={"slug": campaign.slug})
    headers = {"Accept": "application/json"} if json else {}
    return client.post(address, words(campaign, files=list(files or [photo()]), **changed), headers=headers)


def token_of(answer: Any) -> str:
    """The contributor's token in the address that the thanks are at."""
    found = re.search(r"/me/([^/]+)/", answer.headers["Location"])
    assert found
    return found.group(1)


def sent(client: Client, campaign: Campaign, *files: SimpleUploadedFile, **changed: Any) -> tuple[str, Submission]:
    """Send something in; answer the token and the submission."""
    answer = send(client, campaign, *files, **changed)
    assert answer.status_code == 303, answer.content.decode()[:3000]
    submission = Submission.objects.latest("received_at")
    return token_of(answer), submission


def text(answer: Any) -> str:
    """The page as text, entities and white space made plain."""
    import html

    content = answer.content.decode()
    return re.sub(r"\s+", " ", html.unescape(content))


def me(token: str, name: str = "me", **more: object) -> str:
    """The address of one's own page, or of something on it."""
    return reverse(f"fans:{name}", kwargs={"token": token, **more})


def token_for(person: Contributor) -> str:
    """A link of its own for somebody who is here already."""
    return accounts_services.issue_contributor_token(contributor=person, at=timezone.now())


def body(answer: Any) -> bytes:
    """All of a page but the head, whose nonce differs each time."""
    return bytes(answer.content).split(b"<body", 1)[1]
