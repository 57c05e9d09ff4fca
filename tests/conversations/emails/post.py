"""Sets the stage for mail: something sent in by somebody with an address, and a worker that delivers what is due."""

from datetime import datetime, timedelta

from conversations.emails import services
from outbox import services as outbox_services
from outbox.models import Mail
from submissions.models import Submission
from tests.galleries import stage

AT = stage.AT
ADDRESS = "ada@fans.example"


def with_address(made: Submission, address: str = ADDRESS, *, locale: str = "en", name: str = "Ada") -> Submission:
    """The submission, by somebody who left an address."""
    identity = made.contributor.identity
    identity.email, identity.locale, identity.name = address, locale, name
    identity.save()
    return made


def waiting(**said: object) -> Submission:
    """Something that waits for review, by somebody who left an address."""
    return with_address(stage.waiting(**said))  # type: ignore[arg-type]


def queue(of: Submission, kind: str = "received", key: str = "", *, at: datetime = AT, **facts: str) -> Mail:
    """A mail about a submission, not nudged."""
    from core.nudge import held_back

    with held_back():
        return outbox_services.queue(
            brand=of.brand,
            kind=kind,
            key=key or f"{kind}:{of.pk}",
            at=at,
            contributor=of.contributor,
            facts={"submission": str(of.pk), **facts},
        )


def deliver(mail: Mail, *, at: datetime = AT) -> Mail:
    """What the worker does with one mail at a moment."""
    services.deliver(mail_id=mail.pk, clock=lambda: at)
    mail.refresh_from_db()
    return mail


def deliver_all(*, at: datetime) -> None:
    """What the workers do with everything that is due."""
    for mail in Mail.objects.filter(state="waiting", due_at__lte=at).order_by("due_at", "created_at"):
        deliver(mail, at=at)


def later(**delta: float) -> datetime:
    return AT + timedelta(**delta)
