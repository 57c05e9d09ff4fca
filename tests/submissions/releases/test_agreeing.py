"""What others say decides how far a permission reaches: in every channel, at once, and provably."""

import json
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts import permissions as accounts_permissions, tokens
from accounts.actors import VISITOR, Actor
from accounts.models import Contributor, ContributorIdentity
from accounts.roles import Role
from conversations.emails import services as emails_services
from outbox.models import Mail
from rights import queries as rights_queries, services as rights_services, wording as rights_wording
from rights.models import LedgerEvent
from submissions import intake, services as submissions_services
from submissions.finding import services as finding_services
from submissions.models import ReleaseRequest, Submission
from submissions.releases import queries, secrets, services
from submissions.releases.validators import MOST_PEOPLE, Person
from tests.submissions import makers
from tests.submissions.releases.asking import EVERY, LATER, codes, open_channels, say, sent

pytestmark = pytest.mark.django_db

Link = ReleaseRequest.Link
TAKING_D = ["brand_page", "embed", "wall"]

YOUNG = {"age_confirmed": False, "age_band": "15", "country": "DE"}


def missing(submission: intake.Received | object) -> list[str]:
    return [lack.sentence for lack in queries.missing(submission, at=LATER)]  # type: ignore[arg-type]


def test_others_are_shown_on_our_pages_only_until_all_agreed() -> None:
    people = [Person("Ben", "ben@example.org"), Person("Cleo")]
    submission = sent({"people": "others_agreed", "persons": people})
    ben, cleo = submission.release_requests.all().order_by("name")
    assert open_channels(submission) == ["brand_page"]
    assert missing(submission) == ["0 of 2 people agreed."]
    say(ben)
    assert open_channels(submission) == ["brand_page"]
    assert missing(submission) == ["1 of 2 people agreed."]
    say(cleo)
    assert open_channels(submission) == EVERY
    assert missing(submission) == []


def test_child_is_shown_nowhere_until_the_guardian_agreed() -> None:
    submission = sent({"people": "child_guardian"})
    assert open_channels(submission) == []
    assert codes(submission) == ["people_nothing"]
    assert missing(submission) == ["A child is in it: the guardian has not agreed yet."]
    say(submission.release_requests.get())
    assert open_channels(submission) == EVERY


def test_young_contributor_is_shown_nowhere_until_the_guardian_agreed() -> None:
    submission = sent(YOUNG, minimum_age=13)
    request = submission.release_requests.get()
    assert request.role == "author"
    assert open_channels(submission) == []
    assert codes(submission) == ["guardian_nothing"]
    assert missing(submission) == ["The sender is young: a guardian has not agreed yet."]
    say(request)
    assert open_channels(submission) == EVERY
    say(request, agrees=False)
    assert open_channels(submission) == []
    assert missing(submission) == ["A guardian does not agree."]


@pytest.mark.parametrize("claim", ["others_agreed", "child_guardian"])
def test_taking_an_agreement_back_stops_everything_at_once(claim: str) -> None:
    submission = sent({"people": claim})
    request = submission.release_requests.get()
    say(request)
    assert open_channels(submission) == EVERY
    say(request, agrees=False)
    assert open_channels(submission) == []
    assert codes(submission) == ["person_nothing"]
    say(request)
    assert open_channels(submission) == EVERY


def test_one_no_weighs_more_than_any_yes() -> None:
    submission = sent({"people": "others_agreed", "persons": [Person("Ben"), Person("Cleo")]})
    ben, cleo = submission.release_requests.all().order_by("name")
    say(ben, agrees=False)
    say(cleo)
    assert open_channels(submission) == []
    assert missing(submission) == ["1 of 2 people agreed.", "Somebody who is in it, or a guardian, does not agree."]


def test_guardian_of_the_sender_does_not_speak_for_those_in_the_picture() -> None:
    submission = sent({**YOUNG, "people": "others_agreed"}, minimum_age=13)
    author = submission.release_requests.get(role="author")
    say(author)
    assert open_channels(submission) == ["brand_page"]
    say(submission.release_requests.get(role="person"))
    assert open_channels(submission) == EVERY


def test_a_new_claim_of_the_sender_does_not_lift_a_no() -> None:
    submission = sent({"people": "others_agreed"})
    say(submission.release_requests.get(), agrees=False)
    rights_services.release(
        brand_id=submission.brand_id, submission_id=submission.pk, kind="people", answer="nobody",
        by=makers.fan(submission), at=LATER,
    )  # fmt: skip
    assert open_channels(submission) == []


@pytest.mark.parametrize("claimed", ["others_confirmed", "guardian_agreed"])
def test_nobody_claims_what_only_others_can_say(claimed: str) -> None:
    with pytest.raises(intake.Refused) as refused:
        makers.receive(makers.campaign(), said={"people": claimed})
    assert list(refused.value.errors) == ["people"]


def test_answers_stand_in_the_ledger_without_names() -> None:
    submission = sent({"people": "others_agreed", "persons": [Person("Benedikta", "benedikta@example.org")]})
    request = submission.release_requests.get()
    say(request)
    bodies = [json.loads(body) for body in LedgerEvent.objects.order_by("sequence").values_list("body", flat=True)]
    said = [body for body in bodies if body.get("request")]
    assert [body["request"] for body in said] == [{"id": str(request.pk), "role": "person", "said": "agreed"}]
    assert set(said[0]["evidence"]) == {"control", "grade", "link", "locale", "wording"}
    everything = json.dumps(bodies).lower()
    assert "benedikta" not in everything
    assert rights_queries.verify(submission.brand_id) == []


def test_the_same_answer_twice_is_one_fact() -> None:
    submission = sent({"people": "others_agreed"})
    request = submission.release_requests.get()
    say(request)
    before = LedgerEvent.objects.count()
    say(request)
    assert LedgerEvent.objects.count() == before


def test_sender_names_somebody_else_later_and_all_waits_again() -> None:
    submission = sent({"people": "others_agreed"})
    fan = makers.fan(submission)
    say(submission.release_requests.get())
    assert open_channels(submission) == EVERY
    added = services.add_person(submission=submission, person=Person("Dora"), by=fan, at=LATER)
    assert open_channels(submission) == ["brand_page"]
    services.write_to(request=added, email="dora@example.org", by=fan, at=LATER)
    assert Mail.objects.filter(kind="release_request").count() == 1
    with pytest.raises(ValidationError):
        services.write_to(request=added, email="other@example.org", by=fan, at=LATER)
    say(added)
    assert open_channels(submission) == EVERY


def test_only_the_sender_names_people_and_not_without_end() -> None:
    submission = sent({"people": "others_agreed"})
    stranger = makers.fan(sent())
    with pytest.raises(accounts_permissions.Denied):
        services.add_person(submission=submission, person=Person("Eve"), by=stranger, at=LATER)
    with pytest.raises(accounts_permissions.Denied):
        services.write_to(request=submission.release_requests.get(), email="eve@example.org", by=VISITOR, at=LATER)
    fan = makers.fan(submission)
    for number in range(MOST_PEOPLE - 1):
        services.add_person(submission=submission, person=Person(str(number)), by=fan, at=LATER)
    with pytest.raises(ValidationError):
        services.add_person(submission=submission, person=Person("one more"), by=fan, at=LATER)
    alone = sent()
    with pytest.raises(ValidationError):
        services.add_person(submission=alone, person=Person("Eve"), by=makers.fan(alone), at=LATER)


def test_nothing_is_left_to_say_after_a_withdrawal() -> None:
    submission = sent({"people": "others_agreed"})
    request = submission.release_requests.get()
    submissions_services.withdraw(submission=submission, by=makers.fan(submission), at=LATER)
    with pytest.raises(services.Closed):
        say(request)
    with pytest.raises(services.Closed):
        services.add_person(submission=submission, person=Person("F"), by=makers.fan(submission), at=LATER)


def test_forgetting_empties_names_and_keeps_what_was_said() -> None:
    submission = sent({"people": "others_agreed", "persons": [Person("Ben", "ben@example.org")]})
    request = say(submission.release_requests.get())
    assert services.forget(submissions=[submission.pk]) == 1
    request.refresh_from_db()
    assert (request.name, request.email, request.answer) == ("", "", "agreed")
    assert rights_queries.verify(submission.brand_id) == []


def test_a_link_in_the_senders_hand_proves_nothing_that_ads_take() -> None:
    submission = sent({"people": "others_agreed", "persons": [Person("Ben"), Person("Cleo")]})
    ben, cleo = submission.release_requests.all().order_by("name")
    handed = services.handed_secret(ben)
    assert handed != services.secret(ben)
    assert queries.by_secret(handed) == ben
    links = [queries.link_of(ben, secret) for secret in (handed, services.secret(ben))]
    assert links == [Link.HANDED_OVER, Link.MAIL]
    say(ben, link=links[0])
    say(cleo)
    assert open_channels(submission) == TAKING_D
    assert codes(submission, "paid_ads") == ["people_grade"]
    said = rights_queries.answers(submission_id=submission.pk, at=LATER)["people"]
    assert (said, rights_wording.answered("people", said[0], to_sender=True)[1]) == (
        ("others_stated", "stated"),
        "others, who agreed by a link that you handed over",
    )
    bodies = LedgerEvent.objects.filter(body__contains='"request"').order_by("sequence").values_list("body", flat=True)
    told = [json.loads(body)["evidence"] for body in bodies]
    assert [(one["link"], one["grade"]) for one in told] == [("handed_over", "D"), ("mail", "A")]
    sentence = "1 agreement came by a link handed over by the sender, not by mail (evidence D)."
    assert queries.weaker(submission) == sentence
    say(ben)  # said once more by mail, it proves more
    assert open_channels(submission) == EVERY
    assert queries.weaker(submission) == ""
    say(ben, agrees=False, link=links[0])
    say(ben, link=links[0])
    assert open_channels(submission) == TAKING_D
    assert rights_queries.verify(submission.brand_id) == []


def test_a_brand_says_which_uses_take_the_senders_word_for_others() -> None:
    submission = sent({"people": "others_agreed"})
    say(submission.release_requests.get(), link=Link.HANDED_OVER)
    owner = Actor(kind="member", brand_id=submission.brand_id, role=Role.OWNER, user_id=1)
    sets = {"embed": ["A", "B"], "print": ["A", "B", "D"]}
    rights_services.take_grades(brand=submission.brand, sets=sets, by=owner, at=LATER)
    assert open_channels(submission) == ["brand_page", "wall", "print"]


@pytest.mark.parametrize("own", ["kim@example.org", "KIM+ben@example.org"])
def test_a_mail_to_the_senders_own_letter_box_is_in_their_hand(own: str) -> None:
    submission = sent({"email": "kim@example.org", "people": "others_agreed", "persons": [Person("Ben", own)]})
    say(submission.release_requests.get())
    assert open_channels(submission) == TAKING_D


def test_who_agreed_by_hand_is_asked_by_mail_for_more() -> None:
    submission = sent({"people": "others_agreed", "persons": [Person("Ben")]})
    request = submission.release_requests.get()
    say(request, link=Link.HANDED_OVER)
    services.write_to(request=request, email="ben@example.org", by=makers.fan(submission), at=LATER)
    mail = Mail.objects.get(kind="release_request")
    assert services.secret(request) in emails_services.compose(mail, at=LATER).body
    say(request)
    with pytest.raises(ValidationError):
        services.write_to(request=request, email="ben@example.org", by=makers.fan(submission), at=LATER)


def test_no_sender_agrees_for_the_guardian_of_a_child_in_it() -> None:
    submission = sent({"people": "child_guardian"})
    request = submission.release_requests.get()
    assert (services.handed_secret(request), request.handed_hash) == ("", "")
    with pytest.raises(services.ByMailAlone):
        say(request, link=Link.HANDED_OVER)
    assert open_channels(submission) == []
    say(request)  # the control: by mail they do
    assert open_channels(submission) == EVERY


def test_a_link_for_a_childs_guardian_from_before_opens_nothing_and_its_answer_is_asked_again() -> None:
    submission = sent({"people": "child_guardian"})
    request = submission.release_requests.get()
    say(request)
    secret = secrets.new(request.pk, Link.HANDED_OVER)
    before = {"handed_hash": tokens.digest(secret), "answered_by": Link.HANDED_OVER}
    ReleaseRequest.objects.filter(pk=request.pk).update(**before)
    assert queries.by_secret(secret) is None
    assert services.sweep(at=LATER) == {"asked_again": 1}
    assert open_channels(submission) == []
    assert missing(submission) == ["A child is in it: the guardian has not agreed yet."]
    assert services.sweep(at=LATER) == {"asked_again": 0}
    say(ReleaseRequest.objects.get())
    assert (open_channels(submission), services.sweep(at=LATER)) == (EVERY, {"asked_again": 0})


def test_the_guardian_of_a_child_has_a_letter_box_of_their_own() -> None:
    mine = {"email": "kim@example.org", "persons": [Person("Mum", "kim+mum@example.org")]}
    with pytest.raises(intake.Refused) as refused:
        sent({**mine, "people": "child_guardian"})
    assert list(refused.value.errors) == ["persons"]
    submission = sent({"email": "kim@example.org", "people": "child_guardian"})
    fan, request = makers.fan(submission), submission.release_requests.get()
    with pytest.raises(ValidationError, match="not the one you send with"):
        services.write_to(request=request, email="Kim@example.org", by=fan, at=LATER)
    with pytest.raises(ValidationError, match="not the one you send with"):
        services.add_person(submission=submission, person=Person("", "kim@example.org"), by=fan, at=LATER)
    services.write_to(request=request, email="mum@example.org", by=fan, at=LATER)  # the control
    assert Mail.objects.filter(kind="guardian_request").count() == 1


def give_address(submission: Submission, address: str, how: str) -> None:
    """The sender, of whom no address was known, gives one."""
    person = Contributor.objects.select_related("identity", "brand").get(pk=submission.contributor_id)
    if how == "kept":
        by = makers.fan(submission)
        finding_services.mail_own_link(contributor=person, address=address, keep=True, locale="en", by=by, at=LATER)
    else:
        makers.receive(
            submission.campaign,
            makers.jpeg((1, 2, 3)),
            said={"email": address},
            contributor=person,
            by=makers.fan(submission),
        )


@pytest.mark.parametrize("how", ["kept", "with another sending"])
@pytest.mark.parametrize("role", ["author", "child"])
def test_nobody_is_their_own_guardian_by_giving_their_address_later(role: str, how: str) -> None:
    named = Person("Mum", "kim+mum@example.org")
    said = {**YOUNG, "guardian": named} if role == "author" else {"people": "child_guardian", "persons": [named]}
    submission = sent(said, minimum_age=13, email_policy="optional")
    request = submission.release_requests.get()
    old = services.secret(request)
    say(request)
    assert open_channels(submission) == EVERY
    give_address(submission, "somebody.else@example.org", how)
    assert open_channels(submission) == EVERY  # the control
    ContributorIdentity.objects.update(email="", email_kept_at=None)
    give_address(submission, "Kim@example.org", how)
    assert open_channels(submission) == []
    asked = submission.release_requests.get()
    assert (asked.role, asked.name, asked.email, asked.answer) == (role, "Mum", "", "")
    assert queries.by_secret(old) is None
    services.write_to(request=asked, email="mum@example.org", by=makers.fan(submission), at=LATER)
    say(submission.release_requests.get())
    assert open_channels(submission) == EVERY
    assert submission.release_requests.get().email == "mum@example.org"


def test_a_friend_whose_address_turns_out_to_be_the_senders_is_the_senders_word() -> None:
    said = {"people": "others_agreed", "persons": [Person("Ben", "kim@example.org")]}
    submission = sent(said, email_policy="optional")
    say(submission.release_requests.get())
    assert open_channels(submission) == EVERY
    give_address(submission, "kim@example.org", "kept")
    assert open_channels(submission) == TAKING_D


def test_a_no_by_mail_is_lifted_by_no_link_in_the_senders_hand() -> None:
    submission = sent({"people": "others_agreed"})
    request = submission.release_requests.get()
    say(request, agrees=False)
    with pytest.raises(services.AnsweredByMail):
        say(request, link=Link.HANDED_OVER)
    assert open_channels(submission) == []
    say(request)
    say(request, agrees=False, link=Link.HANDED_OVER)
    assert open_channels(submission) == []  # a no counts from either


def test_a_young_senders_guardian_is_reached_by_mail_alone() -> None:
    submission = sent({**YOUNG, "email": "kid@example.org"}, minimum_age=13)
    request = submission.release_requests.get()
    assert (services.handed_secret(request), request.handed_hash) == ("", "")
    with pytest.raises(services.ByMailAlone):
        say(request, link=Link.HANDED_OVER)
    by_hand = {"answer": "agreed", "answered_by": "handed_over", "answered_at": LATER}
    with pytest.raises(IntegrityError, match="guardian_by_mail"), transaction.atomic():
        ReleaseRequest.objects.filter(pk=request.pk).update(**by_hand)
    mine = submission.contributor.identity.email
    for address in (mine, mine.upper(), mine.replace("@", "+mum@")):
        with pytest.raises(ValidationError, match="not yours"):
            services.write_to(request=request, email=address, by=makers.fan(submission), at=LATER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "friend"},
        {"answer": "agreed"},
        {"handed_hash": "plain"},
        {"answered_at": makers.AT},
        {"answer": "perhaps", "answered_at": makers.AT},
        {"secret_hash": "plain"},
    ],
)
def test_database_refuses_bad_rows_by_itself(wrong: dict[str, object]) -> None:
    request = sent({"people": "others_agreed"}).release_requests.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleaseRequest.objects.filter(pk=request.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_at_once_both_count() -> None:
    submission = sent({"people": "others_agreed", "persons": [Person("Ben"), Person("Cleo")]})
    requests = list(submission.release_requests.all())
    start = threading.Barrier(2)

    def agree(request: ReleaseRequest) -> None:
        start.wait()
        say(request)
        connection.close()

    threads = [threading.Thread(target=agree, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert open_channels(submission) == EVERY
    assert rights_queries.verify(submission.brand_id) == []
