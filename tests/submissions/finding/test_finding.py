"""Questions about an address: answered by mail alone, codes and links used once, pages joined only when proven."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import queries as accounts_queries, services as accounts_services
from accounts.models import Contributor, ContributorToken, JoinedContributor
from campaigns.models import Campaign
from conversations.emails import services as emails_services
from outbox.models import Mail
from rights import queries as rights_queries
from submissions import intake
from submissions.finding import services
from submissions.finding.models import AddressRequest
from submissions.models import Submission
from tests import factories
from tests.submissions import makers

pytestmark = pytest.mark.django_db
AT = makers.AT
ADA = "ada@example.org"


@pytest.fixture
def campaign() -> Campaign:
    return makers.campaign()


def sent(campaign: Campaign, email: str = ADA) -> Submission:
    submission = makers.submission(of=campaign)
    submission.contributor.identity.email = email
    submission.contributor.identity.save()
    return submission


def ask(campaign: Campaign, kind: str, address: str = ADA, at: Any = AT) -> AddressRequest:
    asked = services.ask(brand=campaign.brand, campaign=campaign, kind=kind, address=address, locale="de", at=at)
    services.answer(request_id=asked.pk, at=at)
    asked.refresh_from_db()
    return asked


def test_each_page_of_the_address_gets_a_mail_with_its_link(campaign: Campaign) -> None:
    first, second = sent(campaign), sent(campaign, "Ada@Example.org")
    sent(campaign, "somebody@example.org")
    sent(makers.campaign())
    asked = ask(campaign, "pages")
    mails = Mail.objects.all()
    assert {(mail.kind, mail.contributor_id, mail.locale) for mail in mails} == {
        ("page_link", first.contributor_id, "de"),
        ("page_link", second.contributor_id, "de"),
    }
    assert (asked.sealed_address, asked.prepared_at) == (None, AT)
    assert services.answer(request_id=asked.pk, at=AT) == 0


def test_an_unknown_address_leaves_a_row_and_no_mail(campaign: Campaign) -> None:
    asked = ask(campaign, "pages", "nobody@example.org")
    assert (asked.people, Mail.objects.count(), ADA in str(vars(asked))) == ([], 0, False)


def test_only_the_spelling_of_an_address_is_judged(campaign: Campaign) -> None:
    for wrong in ("", "  ", "ada", "ada@"):
        with pytest.raises(ValidationError):
            services.ask(brand=campaign.brand, campaign=campaign, kind="pages", address=wrong, locale="en", at=AT)


def test_a_letter_box_is_not_filled(campaign: Campaign) -> None:
    sent(campaign)
    for _ in range(8):
        ask(campaign, "pages")
    assert Mail.objects.count() == 4
    ask(campaign, "pages", at=AT + timedelta(hours=2))
    assert Mail.objects.count() == 5


def code_for(asked: AddressRequest, at: Any = AT) -> str:
    code = services.issue_code(request_id=asked.pk, at=at)
    assert code
    assert (len(code), code.isdigit()) == (8, True)
    return code


def redeem(asked: AddressRequest, campaign: Campaign, code: str, at: Any = AT) -> list[Submission]:
    return services.redeem_code(request_id=asked.pk, campaign_id=campaign.pk, code=code, at=at)


def test_a_code_answers_once_about_this_campaign_alone(campaign: Campaign) -> None:
    mine = sent(campaign)
    elsewhere = makers.campaign(campaign.brand)
    Submission.objects.filter(pk=sent(elsewhere).pk).update(contributor=mine.contributor)
    asked = ask(campaign, "check")
    code = code_for(asked)
    assert code not in str(AddressRequest.objects.values())
    with pytest.raises(services.WrongCode):
        redeem(asked, elsewhere, code)
    assert redeem(asked, campaign, f" {code[:4]} {code[4:]} ") == [mine]
    with pytest.raises(services.WrongCode):
        redeem(asked, campaign, code)


def test_a_code_lives_fifteen_minutes_and_five_tries(campaign: Campaign) -> None:
    sent(campaign)
    asked = ask(campaign, "check")
    code = code_for(asked)
    with pytest.raises(services.WrongCode):
        redeem(asked, campaign, code, AT + timedelta(minutes=15))
    other = ask(campaign, "check")
    code = code_for(other)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    for _ in range(5):
        with pytest.raises(services.WrongCode):
            redeem(other, campaign, wrong)
    with pytest.raises(services.WrongCode):
        redeem(other, campaign, code)
    with pytest.raises(IntegrityError), transaction.atomic():
        AddressRequest.objects.filter(pk=other.pk).update(tries=6)


def test_no_code_opens_the_question_of_an_unknown_address(campaign: Campaign) -> None:
    asked = ask(campaign, "check", "nobody@example.org")
    assert services.issue_code(request_id=asked.pk, at=AT) is None
    for guess in ("", "00000000"):
        with pytest.raises(services.WrongCode):
            redeem(asked, campaign, guess)


def link_for(asked: AddressRequest) -> str:
    secret = services.issue_link(request_id=asked.pk, at=AT)
    assert secret
    return secret


def test_what_waited_for_the_proof_of_the_address_is_freed_by_joining(campaign: Campaign) -> None:
    waiting = makers.campaign(of=campaign.brand, email_policy="confirmed")
    first, second = (makers.receive(waiting, makers.jpeg((n, 1, 1)), said={"email": ADA}).submission for n in (1, 2))
    asked = ask(campaign, "join")
    secret = services.issue_link(request_id=asked.pk, at=AT)
    assert secret
    said = [rights_queries.answers(submission_id=one.pk, at=AT)["email"][0] for one in (first, second)]
    services.join(
        secret=secret, people=[first.contributor_id, second.contributor_id], shown=[first.pk, second.pk], at=AT
    )
    told = [rights_queries.answers(submission_id=one.pk, at=AT)["email"][0] for one in (first, second)]
    assert (said, told) == (["unconfirmed"] * 2, ["confirmed"] * 2)


def own_link(page: Submission, *, at: Any = AT) -> Mail:
    """Mailed from that page to somebody else's address."""
    by = accounts_queries.actor_of_contributor(page.contributor)
    services.mail_own_link(
        contributor=page.contributor, address="eve@example.org", keep=False, locale="en", by=by, at=at
    )
    return Mail.objects.get(kind="page_link")


@pytest.mark.parametrize("which", ["into", "former"])
@pytest.mark.parametrize("dropped", [True, False])
def test_a_link_that_waits_to_be_mailed_ends_by_joining(
    campaign: Campaign, which: str, dropped: bool, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever typed this address into a form has a page; its link in their mail must not open the page of all."""
    # Of pages of one age the first by number is the one that stays.
    into, former = sorted((sent(campaign), sent(campaign)), key=lambda one: one.contributor_id)
    mail = own_link(into if which == "into" else former)
    people = [into.contributor_id, former.contributor_id]
    if not dropped:  # the writing of the mail refuses by itself, also where a person sends it once more
        monkeypatch.setattr("outbox.services.forget_about", lambda **_about: 0)
    later = AT + timedelta(hours=3)
    services.join(secret=link_for(ask(campaign, "join")), people=people, shown=[], at=later)
    emails_services.deliver(mail_id=mail.pk, clock=lambda: later)
    mail.refresh_from_db()
    assert (mail.state, mail.last_error, mail.sealed_to, mailoutbox) == ("dropped", "joined", None, [])
    assert ContributorToken.objects.filter(revoked_at=None).count() == 1


def test_a_link_that_is_asked_for_on_the_joined_page_is_mailed(campaign: Campaign, mailoutbox: list[Any]) -> None:
    """The control."""
    first, second = sent(campaign), sent(campaign)
    people = [first.contributor_id, second.contributor_id]
    services.join(secret=link_for(ask(campaign, "join")), people=people, shown=[], at=AT)
    later = AT + timedelta(hours=3)
    first.refresh_from_db()
    mail = own_link(first, at=later)
    emails_services.deliver(mail_id=mail.pk, clock=lambda: later)
    assert [one.to for one in mailoutbox] == [["eve@example.org"]]


def test_proven_pages_become_one_and_the_ledger_stays(campaign: Campaign) -> None:
    first, second, third = sent(campaign), sent(campaign), sent(campaign)
    for submission in (first, second, third):
        makers.grant(submission)
    head = rights_queries.head(campaign.brand_id)
    accounts_services.note_confirmed_email(contributor=second.contributor, at=AT)
    old = accounts_services.issue_contributor_token(contributor=second.contributor, at=AT)
    asked = ask(campaign, "join")
    assert [mail.kind for mail in Mail.objects.all()] == ["merge"]
    secret = link_for(asked)
    assert len(services.joinable(services.join_request(secret, at=AT))) == 3
    people = [first.contributor_id, second.contributor_id]
    into, fresh = services.join(secret=secret, people=people, shown=[], at=AT)
    moved = set(Submission.objects.filter(contributor=into).values_list("pk", flat=True))
    assert moved == {first.pk, second.pk}
    opened = [accounts_queries.contributor_by_token(token) for token in (old, fresh)]
    assert opened == [None, into]
    former = JoinedContributor.objects.get()
    assert {former.former_id, former.into_id} == set(people)
    assert (rights_queries.head(campaign.brand_id), rights_queries.verify(campaign.brand_id)) == (head, [])
    with pytest.raises(services.LinkOver):
        services.join(secret=secret, people=people, shown=[], at=AT)


@pytest.mark.parametrize("oldest", ["mine", "theirs"])
@pytest.mark.parametrize("confirmed", ["mine", "both"])
def test_who_typed_a_foreign_address_into_a_form_gets_nothing_by_being_ticked(
    campaign: Campaign, oldest: str, confirmed: str
) -> None:
    """Nor by being confirmed in good faith: the link that they were handed ends with all the others."""
    mine, theirs = [sent(campaign), sent(campaign)][:: 1 if oldest == "mine" else -1]
    for one in (mine, theirs) if confirmed == "both" else (mine,):
        accounts_services.note_confirmed_email(contributor=one.contributor, at=AT)
    links = [accounts_services.issue_contributor_token(contributor=one.contributor, at=AT) for one in (mine, theirs)]
    secret = link_for(ask(campaign, "join"))
    into, fresh = services.join(
        secret=secret, people=[mine.contributor_id, theirs.contributor_id], shown=[mine.pk, theirs.pk], at=AT
    )
    opened = [accounts_queries.contributor_by_token(token) for token in (*links, fresh)]
    assert opened == [None, None, into]


@pytest.mark.parametrize("oldest", ["mine", "theirs"])
def test_sending_the_same_form_again_opens_no_joined_page(campaign: Campaign, oldest: str) -> None:
    """Whoever typed a foreign address still has their form: its repetition used to hand out a fresh link."""
    form = uuid.uuid4()
    said = {"email": ADA}

    def send(**more: Any) -> intake.Received:
        return makers.receive(campaign, makers.jpeg((9, 9, 9)), said=said, **more)

    if oldest == "theirs":
        theirs = send(form_key=form).submission
        mine = sent(campaign)
    else:
        mine = sent(campaign)
        theirs = send(form_key=form).submission
    again = send(form_key=form)
    assert (again.repeated, again.token is not None) == (True, True)  # the control: before the join it does
    people = [mine.contributor_id, theirs.contributor_id]
    services.join(secret=link_for(ask(campaign, "join")), people=people, shown=[], at=AT)
    with pytest.raises(intake.Refused) as refused:
        send(form_key=form)
    assert list(refused.value.errors) == ["__all__"]


@pytest.mark.parametrize("whose", ["one alone", "a stranger", "another brand", "blocked"])
def test_only_pages_of_the_proven_address_are_joined(campaign: Campaign, whose: str) -> None:
    first, second = sent(campaign), sent(campaign)
    people = {first.contributor_id, second.contributor_id}
    secret = link_for(ask(campaign, "join"))
    if whose == "one alone":
        people = {first.contributor_id}
    elif whose == "a stranger":
        people |= {sent(campaign, "other@example.org").contributor_id}
    elif whose == "another brand":
        people |= {sent(makers.campaign()).contributor_id}
    else:
        by = factories.member(campaign.brand)
        accounts_services.block_contributor(contributor=second.contributor, reason="Spam", by=by, at=AT)
    with pytest.raises(accounts_services.NotTheirs):
        services.join(secret=secret, people=people, shown=[], at=AT)
    assert JoinedContributor.objects.count() == 0
    assert Contributor.objects.filter(identity__isnull=True).count() == 0


def test_a_link_is_over_after_a_day_and_a_guess_was_never_one(campaign: Campaign) -> None:
    sent(campaign), sent(campaign)
    secret = link_for(ask(campaign, "join"))
    for wrong, at in ((secret, AT + timedelta(days=1)), ("x" * 43, AT), ("", AT)):
        with pytest.raises(services.LinkOver):
            services.join_request(wrong, at=at)


def test_the_sweep_answers_what_was_forgotten_and_forgets_after_a_day(campaign: Campaign) -> None:
    services.ask(brand=campaign.brand, campaign=campaign, kind="pages", address=ADA, locale="en", at=AT)
    assert services.sweep(at=AT + timedelta(seconds=30)) == {"answered": 0, "forgotten": 0}
    assert services.sweep(at=AT + timedelta(minutes=1)) == {"answered": 1, "forgotten": 0}
    assert services.sweep(at=AT + timedelta(days=1)) == {"answered": 0, "forgotten": 1}
