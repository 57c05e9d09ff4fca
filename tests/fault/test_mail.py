"""A worker killed with -9 around the handing over of a mail: nothing is sent twice, and nothing is lost in silence."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import ContributorToken
from outbox import services as outbox_services
from outbox.models import Mail
from outbox.services import delivering
from tests.conversations.emails import post, server as mail_server
from tests.conversations.emails.server import Server
from tests.fault.test_points import dies_at

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("nobody_comes")]


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server.running() as running:
        yield running


@pytest.fixture
def sending(surroundings: dict[str, str], server: Server) -> dict[str, str]:
    """A worker's environment with our mail server in it."""
    return surroundings | {"EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}"}


@pytest.fixture
def mail(transactional_db: None) -> Mail:
    return post.queue(post.waiting(), at=timezone.now() - timedelta(minutes=1))


@pytest.mark.parametrize(("point", "taken"), [("before_mail_handover", 0), ("after_mail_handover", 1)])
def test_a_death_between_handing_over_and_writing_down_is_unknown_and_sent_no_more(
    mail: Mail, server: Server, sending: dict[str, str], point: str, taken: int
) -> None:
    dies_at(point, sending, "deliver", mail.pk)
    mail.refresh_from_db()
    assert (mail.state, len(server.taken)) == ("sending", taken)
    later = timezone.now() + delivering.LEASE
    assert outbox_services.sweep(at=later)["unknown"] == 1
    for hours in range(1, 48):
        at = later + timedelta(hours=hours)
        assert outbox_services.sweep(at=at)["nudged"] == 0
        post.deliver(mail, at=at)
    assert (mail.state, mail.last_error, len(server.taken)) == ("unknown", "interrupted", taken)


def test_were_it_tried_again_by_itself_it_would_arrive_twice(
    mail: Mail, server: Server, sending: dict[str, str]
) -> None:
    """The negative control: the test above can fail."""
    dies_at("after_mail_handover", sending, "deliver", mail.pk)
    Mail.objects.filter(pk=mail.pk).update(state="waiting", lease_until=None)
    post.deliver(mail, at=timezone.now())
    assert len(server.taken) == 2


def test_a_death_while_it_is_written_leaves_it_to_the_next_and_no_link_behind(
    mail: Mail, server: Server, sending: dict[str, str]
) -> None:
    before = ContributorToken.objects.count()
    dies_at("inside_mail_claim", sending, "deliver", mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, ContributorToken.objects.count()) == ("waiting", 0, before)
    post.deliver(mail, at=timezone.now())
    assert (mail.state, len(server.taken), ContributorToken.objects.count()) == ("sent", 1, before + 1)
