"""Members and a fan at the same moment, each on a connection of their own: nothing is overwritten, nothing is lost."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.actors import Actor
from conversations import services as messages_services
from conversations.inbox import services
from conversations.models import Message, Thread
from tests.conversations.test_inbox import asks, colleague
from tests.galleries import stage
from tests.galleries.stage import later

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def together(*acts: Callable[[], object]) -> list[str]:
    """Run all at once; for each what came of it: done, or told to look again."""
    start, outcomes = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int) -> None:
        try:
            start.wait()
            acts[number]()
            outcomes[number] = "done"
        except services.Stale:
            outcomes[number] = "stale"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_two_members_who_claim_exactly_one_gets_it() -> None:
    for _ in range(ROUNDS):
        submission = stage.waiting()
        asks(submission)
        both = [colleague(submission), colleague(submission)]

        def claim(by: Actor) -> Callable[[], object]:
            about = submission  # noqa: B023
            return lambda: services.assign(submission=about, to=by.user_id, was=None, by=by, at=later(minutes=1))

        outcomes = together(claim(both[0]), claim(both[1]))
        assert sorted(outcomes) == ["done", "stale"]
        assert Thread.objects.get(pk=submission.pk).assignee_id == both[outcomes.index("done")].user_id


def test_a_message_is_never_closed_away_unseen() -> None:
    for _ in range(ROUNDS):
        submission = stage.waiting()
        asks(submission)
        by, seen = colleague(submission), Thread.objects.get(pk=submission.pk).version

        def close() -> object:
            return services.close(submission=submission, version=seen, by=by, at=later(minutes=1))  # noqa: B023

        def write() -> object:
            about = submission  # noqa: B023
            return messages_services.reply(
                submission=about, contributor=about.contributor, text="And?", at=later(minutes=1)
            )

        together(close, write)
        thread = Thread.objects.get(pk=submission.pk)
        assert Message.objects.filter(submission=submission).count() == 2
        assert (thread.closed_at, thread.waiting_since is not None) == (None, True)
