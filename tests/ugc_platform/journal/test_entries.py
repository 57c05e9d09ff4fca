"""Whoever can write to the bucket can end nothing, and stop nothing: only what this installation sealed is replayed."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Contributor
from core import multipart, storage
from submissions import services as submissions_services
from submissions.lifecycle import State
from submissions.models import Submission
from tests.galleries import stage
from tests.ugc_platform.journal.restores import DUMP, RESTORED, SINCE, fan, left_out, lost, plant, replay, sealed, state
from ugc_platform import journal
from ugc_platform.journal.entries import LONGEST

pytestmark = pytest.mark.django_db
NAME = journal.Entry("erasure", SINCE, {"contributor": "0" * 8}).key


def said(of: Contributor) -> dict[str, Any]:
    return {"kind": "erasure", "at": SINCE.isoformat(), "contributor": str(of.pk)}


def erasure(of: Contributor) -> journal.Entry:
    return journal.Entry("erasure", SINCE, {"contributor": str(of.pk)})


def test_what_somebody_else_wrote_erases_nobody() -> None:
    submission = stage.approved()
    forged = erasure(submission.contributor)
    as_before_there_was_a_seal = json.dumps(said(submission.contributor), sort_keys=True).encode()
    key = plant(forged.key, as_before_there_was_a_seal)
    assert left_out() == {key: "not sealed by this installation"}
    assert state(submission) == State.APPROVED


@pytest.mark.parametrize("seal", ["0" * 64, "", None, 7, "\ud800", ["0" * 64]])
def test_a_seal_that_does_not_fit_opens_nothing(seal: object) -> None:
    submission = stage.approved()
    key = erasure(submission.contributor).key
    plant(key, json.dumps(said(submission.contributor) | {"seal": seal}).encode())
    assert left_out() == {key: "not sealed by this installation"}
    assert state(submission) == State.APPROVED


def test_the_seal_of_one_entry_fits_no_other() -> None:
    submission, other = stage.approved(), stage.approved()
    taken = json.loads(erasure(other.contributor).content)
    forged = erasure(submission.contributor)
    plant(forged.key, json.dumps(taken | {"contributor": str(submission.contributor_id)}).encode())
    assert left_out() == {forged.key: "not sealed by this installation"}
    assert state(submission) == State.APPROVED


def test_with_our_seal_it_is_done() -> None:
    """The control of those above."""
    submission = stage.approved()
    sealed("erasure", contributor=str(submission.contributor_id))
    assert replay() == {"erasure": 1}
    assert state(submission) == State.ERASED


def test_an_old_key_still_opens_what_it_sealed_and_a_lost_one_does_not(settings: Any) -> None:
    submission = stage.approved()
    key = sealed("left", submission=str(submission.pk), to="withdrawn")
    before, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 60
    assert left_out() == {key: "not sealed by this installation"}
    settings.SECRET_KEY_FALLBACKS = [before]
    assert replay() == {"left": 1}
    assert state(submission) == State.WITHDRAWN


def test_another_key_writes_no_entry_a_second_time(settings: Any) -> None:
    submission = stage.approved()
    submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    assert journal.keep(at=SINCE)["kept"] == 2
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert journal.keep(at=SINCE)["kept"] == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b"[1, 2]", "malformed"),
        (b"[" * 4000, "malformed"),
        (b"1" * 4096, "malformed"),
        (b"{}", "not sealed by this installation"),
        (b'{"kind": NaN}', "not sealed by this installation"),
        (b" " * (LONGEST + 1), "too large"),
    ],
)
def test_what_is_no_entry_stops_none_of_the_others(content: bytes, why: str) -> None:
    before, after = stage.approved(), stage.approved()
    with lost():
        submissions_services.withdraw(submission=before, by=fan(before), at=SINCE - timedelta(minutes=1))
        submissions_services.withdraw(submission=after, by=fan(after), at=SINCE + timedelta(minutes=1))
    plant(NAME, content)
    outcome = journal.replay(since=DUMP, at=RESTORED)
    assert (outcome.done["left"], outcome.left_out) == (2, {NAME: why})
    assert (state(before), state(after)) == (State.WITHDRAWN, State.WITHDRAWN)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("grant", {"submission": "S"}),
        ("left", {"submission": "S"}),
        ("left", {"submission": "S", "to": "withdrawn", "more": 1}),
        ("left", {"submission": "no id", "to": "withdrawn"}),
        ("left", {"submission": None, "to": "withdrawn"}),
        ("left", {"submission": "S", "to": ["withdrawn"]}),
        ("link", {"link": "7"}),
        ("link", {"link": True}),
        ("link", {"link": 2**64}),
        ("revocation", {"submission": "S", "asset": None, "channels": "ads", "additions": None, "by": "system"}),
        ("role", {"brand": "S", "user": 1, "role": "emperor"}),
        ("release", {"submission": "S", "asset": None, "asked": "people", "answer": "everybody"}),
        ("revocation", {"submission": "S", "asset": None, "channels": ["moon"], "additions": None, "by": "system"}),
    ],
)
def test_even_sealed_ones_do_only_what_their_kind_knows(kind: str, fields: dict[str, Any]) -> None:
    submission, other = stage.approved(), stage.approved()
    known: dict[str, Any] = {name: str(submission.pk) if value == "S" else value for name, value in fields.items()}
    sealed(kind, SINCE, **known)
    sealed("left", submission=str(other.pk), to="withdrawn")
    outcome = journal.replay(since=DUMP, at=RESTORED)
    assert (len(outcome.left_out), outcome.done) == (1, {"left": 1})
    assert (state(submission), state(other)) == (State.APPROVED, State.WITHDRAWN)


def test_a_time_without_zone_is_no_time() -> None:
    entry = journal.Entry("link", SINCE.replace(tzinfo=None), {"link": 1})
    plant(entry.key, entry.content)
    assert left_out() == {entry.key: "without a time"}


def test_an_entry_counts_only_where_we_put_it() -> None:
    """A true one of long ago, copied under a name of today, would end again what was allowed since."""
    submission = stage.approved()
    old = journal.Entry("left", DUMP - timedelta(days=30), {"submission": str(submission.pk), "to": "withdrawn"})
    plant(old.key, old.content)
    assert replay() == {}
    copied = plant(NAME, old.content)
    strange = plant(f"{journal.FOLDER}/zzz", old.content)
    assert left_out() == {copied: "lies under a name that is not its own", strange: "with a name that no entry has"}
    assert state(submission) == State.APPROVED


def test_it_is_the_same_on_both_stores(store: str) -> None:
    submission = stage.approved()
    with lost():
        submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    plant(NAME, b" " * 100_000)
    assert left_out() == {NAME: "too large"}
    assert state(submission) == State.WITHDRAWN


def test_what_goes_while_it_is_read_is_said(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    submission = stage.approved()
    key = sealed("left", submission=str(submission.pk), to="withdrawn")
    listed = list(multipart.listing(journal.FOLDER))
    monkeypatch.setattr(multipart, "listing", lambda _under: iter(listed))
    storage.delete(key)
    assert left_out() == {key: "gone while it was to be read"}


def test_a_fault_of_ours_in_one_stops_none_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    submission, other = stage.approved(), stage.approved()
    with lost():
        for each in (submission, other):
            submissions_services.withdraw(submission=each, by=fan(each), at=SINCE)
    withdraw = submissions_services.withdraw

    def faulty(*, submission: Submission, **said: Any) -> Submission:
        if submission.pk == other.pk:
            raise RuntimeError("broken")
        return withdraw(submission=submission, **said)

    monkeypatch.setattr(submissions_services, "withdraw", faulty)
    outcome = journal.replay(since=DUMP, at=RESTORED)
    assert (outcome.done["left"], next(iter(outcome.left_out.values()))) == (1, "RuntimeError: broken")
    assert state(submission) == State.WITHDRAWN


def test_the_command_names_what_it_left_out_and_fails_in_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    submission = stage.approved()
    with lost():
        submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    plant(NAME, b"forged")
    with pytest.raises(CommandError, match="1 entries"):
        call_command("replay", "--since", DUMP.isoformat())
    assert f"left out  {NAME}: malformed" in capsys.readouterr().out
    assert state(submission) == State.WITHDRAWN
    with pytest.raises(CommandError):
        call_command("replay", "--since", DUMP.isoformat(), "--json")
    assert json.loads(capsys.readouterr().out)["left_out"] == {NAME: "malformed"}
    storage.delete(NAME)
    call_command("replay", "--since", DUMP.isoformat())
