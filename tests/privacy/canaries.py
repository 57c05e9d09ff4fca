"""A person whose every word carries a canary, and the search for it in everything that is kept."""

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts import queries as accounts_queries, services as accounts_services
from accounts.models import Contributor
from conversations import services as conversations_services
from conversations.emails import services as emails_services
from conversations.inbox import services as inbox_services
from core import multipart, storage
from galleries import services as galleries_services
from galleries.models import TakeDown
from moderation import services as moderation_services
from outbox import services as outbox_services
from outbox.models import Mail
from submissions import processing, services as submissions_services
from submissions.finding import services as finding_services
from submissions.models import Asset, Submission
from submissions.releases import services as releases_services
from submissions.releases.validators import Person
from tests.galleries import media, stage
from tests.submissions import makers

CANARY = "zqcanary"
ADDRESS = f"{CANARY}@example.org"


def photo(colour: tuple[int, int, int]) -> bytes:
    """A photo that carries the canary in a comment, as cameras write names."""
    plain = makers.jpeg(colour)
    comment = f"taken by {CANARY}".encode()
    return plain[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + plain[2:]


def person() -> Contributor:
    """Somebody with a whole story: sent, approved, exported, rejected, appealed, talked, mailed, looked up."""
    at = timezone.now() - timedelta(minutes=10)
    campaign = makers.campaign(email_policy="optional")
    first = _sent(campaign, (10, 90, 200), None)
    contributor = first.contributor
    second = _sent(campaign, (200, 90, 10), contributor)
    by = stage.moderator(campaign.brand)
    moderation_services.approve(submission=first, version=first.version, by=by, at=at)
    export = media.run(media.request(first, at=at), at=at)
    marketer = stage.marketer(campaign.brand)
    galleries_services.downloadable(export=export, by=marketer, at=at)
    note = f"Lovely, {CANARY}, but dark"
    moderation_services.reject(submission=second, version=second.version, reason="quality", note=note, by=by, at=at)
    second.refresh_from_db()
    moderation_services.appeal(
        submission=second, text=f"It was dawn. {CANARY}", by=makers.fan(second), at=at + timedelta(seconds=1)
    )
    moderation_services.report(
        submission=first, asset_id=None, reason="other", note=f"I know {CANARY}", reporter="a" * 64, at=at
    )
    asset = first.assets.get()
    submissions_services.fetch_original(asset=asset, reason=f"For {CANARY}", by=marketer, at=at).close()
    conversations_services.send(submission=first, text=f"Dear {CANARY}", by=by, at=at)
    conversations_services.reply(submission=first, contributor=contributor, text=f"Yours, {CANARY}", at=at)
    inbox_services.write_note(submission=first, text=f"{CANARY} is a nice one", by=by, at=at)
    friend = Person(f"Friend of {CANARY}", f"third-{ADDRESS}")
    releases_services.ask(submission=first, role="person", people=[friend], at=at)
    _mail(first)
    accounts_services.block_contributor(contributor=contributor, reason=f"{CANARY} again", by=by, at=at)
    finding_services.ask(brand=campaign.brand, campaign=campaign, kind="pages", address=ADDRESS, locale="en", at=at)
    return contributor


def _sent(campaign: object, colour: tuple[int, int, int], contributor: Contributor | None) -> Submission:
    by = {} if contributor is None else {
        "contributor": contributor, "by": accounts_queries.actor_of_contributor(contributor)
    }  # fmt: skip
    received = makers.receive(
        campaign,  # type: ignore[arg-type]
        said={"name": CANARY.title(), "email": ADDRESS, "caption": f"The lake of {CANARY}", "music": "none"},
        files=[makers.incoming(photo(colour), f"{CANARY}.jpg", f"{CANARY} at the lake")],
        at=timezone.now() - timedelta(hours=1),
        **by,
    )
    asset = received.submission.assets.get()
    processing.render(asset_id=asset.pk, stage="review", clock=timezone.now)
    Submission.objects.filter(pk=received.submission.pk).update(permalink=f"https://example.org/{CANARY}")
    Asset.objects.filter(pk=asset.pk).update(camera_model=f"Camera of {CANARY}")
    return Submission.objects.get(pk=received.submission.pk)


def _mail(submission: Submission) -> None:
    """One letter that lies in the letter box, and one that waits for somebody else."""
    letter = outbox_services.queue(
        brand=submission.brand,
        kind=Mail.Kind.PAGE_LINK,
        key=f"test:{uuid.uuid4()}",
        contributor=submission.contributor,
        at=timezone.now() - timedelta(seconds=1),
    )
    emails_services.deliver(mail_id=letter.pk, clock=timezone.now)
    outbox_services.queue(
        brand=submission.brand,
        kind=Mail.Kind.PERSON,
        key=f"test:{uuid.uuid4()}",
        to=f"friend-{ADDRESS}",
        facts={"submission": str(submission.pk)},
        at=timezone.now(),
        due_at=timezone.now() + timedelta(days=1),
    )


def in_tables(word: str = CANARY) -> set[str]:
    """Every table in which a row says the word, in whatever column."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def in_objects(word: str = CANARY) -> set[str]:
    """Every stored object with the word in its bytes or its key."""
    found = set()
    for stored in multipart.listing():
        with storage.open(stored.key) as file:
            if word.encode() in file.read().lower() or word in stored.key:
                found.add(stored.key)
    return found


def in_letters(word: str = CANARY) -> list[Path]:
    """Every letter of the embedded default that says the word."""
    return [path for path in Path(settings.EMAIL_FILE_PATH).rglob("*.eml") if word in path.read_text().lower()]


def open_take_downs() -> int:
    """Copies that are being called back."""
    return TakeDown.objects.filter(closed_at=None).count()
