"""Mail in the studio: what the list says, who may read letters, sending again, and the brand's own words."""

import email
import re
import uuid
from email.policy import default
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from conversations.emails.models import MailWords
from outbox import services as outbox_services
from outbox.models import Mail
from submissions.models import Submission
from tests import factories
from tests.conversations.emails import post
from tests.portals import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Submission:
    return post.waiting()


def page(client: Client, name: str, of: Submission, **parts: object) -> str:
    answer = client.get(reverse(f"marketers:{name}", kwargs={"brand": of.brand.slug, **parts}))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def letterbox(tmp_path: Path) -> object:
    with override_settings(EMAIL_BACKEND="outbox.letterbox.EmailBackend", EMAIL_FILE_PATH=str(tmp_path)):
        yield tmp_path


def test_the_list_says_what_became_of_each(submission: Submission) -> None:
    mail = post.deliver(post.queue(submission))
    Mail.objects.filter(pk=mail.pk).update(state="unknown", last_error="interrupted")
    text = page(rooms.signed_in(submission.brand, Role.VIEWER), "mail", submission)
    assert "Ada" in text
    assert "It may have arrived." in text
    assert "Send again" not in text
    assert "Send again" in page(rooms.signed_in(submission.brand, Role.MODERATOR), "mail", submission)


def test_only_trouble_is_listed_when_asked_for(submission: Submission) -> None:
    fine, failed, back = (post.queue(submission, key=key) for key in ("a", "b", "c"))
    Mail.objects.filter(pk=fine.pk).update(state="sent", finished_at=post.AT)
    Mail.objects.filter(pk=failed.pk).update(state="failed", finished_at=post.AT)
    Mail.objects.filter(pk=back.pk).update(state="sent", finished_at=post.AT, outcome="bounced", outcome_at=post.AT)
    client = rooms.signed_in(submission.brand)
    address = reverse("marketers:mail", kwargs={"brand": submission.brand.slug})
    rows = client.get(f"{address}?show=trouble").context["rows"]
    assert {(row.mail.pk, row.badge) for row in rows} == {(failed.pk, "failed"), (back.pk, "bounced")}


def test_sending_again_is_logged_and_happens_once(submission: Submission) -> None:
    mail = post.queue(submission)
    Mail.objects.filter(pk=mail.pk).update(state="failed", finished_at=post.AT, attempts=7)
    client = rooms.signed_in(submission.brand, Role.MODERATOR)
    address = reverse("marketers:send_mail_again", kwargs={"brand": submission.brand.slug, "mail": mail.pk})
    for said in ("It goes out again", "It is not sent twice"):
        assert said in client.post(address, follow=True).content.decode()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert AuditEntry.objects.filter(action="mail.send_again", subject=f"mail:{mail.pk}").count() == 1


def test_owners_read_letters_that_are_kept_here(submission: Submission, letterbox: Path) -> None:
    mail = post.deliver(post.queue(submission))
    kept = letterbox / str(submission.brand_id) / f"{mail.pk}.eml"
    assert kept.stat().st_mode & 0o077 == 0
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]
    owner = rooms.signed_in(submission.brand)
    assert post.ADDRESS in page(owner, "letter", submission, mail=mail.pk)
    answer = owner.get(reverse("marketers:letter_html", kwargs={"brand": submission.brand.slug, "mail": mail.pk}))
    policy = answer.headers["Content-Security-Policy"]
    assert ("sandbox" in policy, "script-src" in policy, "default-src 'none'" in policy) == (True, False, True)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Thank you for sending something" in answer.content.decode()


def test_a_letter_shows_nobody_the_key_to_a_fans_page(submission: Submission, letterbox: Path) -> None:
    mail = post.deliver(post.queue(submission))
    kept = (letterbox / str(submission.brand_id) / f"{mail.pk}.eml").read_bytes()
    written = str(email.message_from_bytes(kept, policy=default).get_body(("plain",)).get_content())  # type: ignore[union-attr]
    keys = re.findall(r"/(?:me|confirm|join|release|mail/stop)/([^/\s]{20,})", written)
    assert keys, "the control: the letter itself has the link"
    owner = rooms.signed_in(submission.brand)
    framed = reverse("marketers:letter_html", kwargs={"brand": submission.brand.slug, "mail": mail.pk})
    shown = page(owner, "letter", submission, mail=mail.pk) + owner.get(framed).content.decode()
    assert [key for key in keys if key in shown] == []
    assert "[hidden]" in shown


def test_a_letter_shows_no_code_and_no_link_of_any_kind(submission: Submission, letterbox: Path) -> None:
    mail = post.queue(submission)
    lying = letterbox / str(submission.brand_id) / f"{mail.pk}.eml"
    lying.parent.mkdir()
    secret = "S" * 43
    links = [f"http://fanfare.example/{room}/{secret}/" for room in ("me", "confirm", "join", "release", "mail/stop")]
    lying.write_bytes("\r\n".join(["Subject: 1234 5678", "To: ada@example.org", "", *links, "1234 5678"]).encode())
    owner = rooms.signed_in(submission.brand)
    for kind, codes in (("received", 2), ("check_code", 0)):
        Mail.objects.filter(pk=mail.pk).update(kind=kind)
        shown = page(owner, "letter", submission, mail=mail.pk)
        assert (shown.count(secret), shown.count("1234 5678")) == (0, codes)


def test_another_brand_reads_nothing(submission: Submission, letterbox: Path) -> None:
    mail = post.deliver(post.queue(submission))
    other = factories.brand()
    client = rooms.signed_in(other)
    for name in ("letter", "letter_html"):
        for brand in (other, submission.brand):
            address = reverse(f"marketers:{name}", kwargs={"brand": brand.slug, "mail": mail.pk})
            assert client.get(address).status_code == 404
    missing = reverse("marketers:letter", kwargs={"brand": other.slug, "mail": uuid.uuid4()})
    assert client.get(missing).status_code == 404


def test_erasure_removes_the_letter(
    submission: Submission, letterbox: Path, django_capture_on_commit_callbacks: object
) -> None:
    from outbox import services as outbox_services

    post.deliver(post.queue(submission))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        outbox_services.forget(contributor=submission.contributor, at=post.AT)
    assert [path for path in letterbox.rglob("*") if path.is_file()] == []


def test_a_brand_writes_its_own_words_and_takes_ours_again(
    submission: Submission, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    client = rooms.signed_in(submission.brand, Role.MARKETER)
    address = reverse(
        "marketers:edit_mail_words", kwargs={"brand": submission.brand.slug, "kind": "received", "locale": "en"}
    )
    said = {"subject": "{campaign}: hooray", "text": "{hello}\r\n\r\nWe got <it>, {brand} says."}
    assert client.post(address, said).status_code == 302
    post.deliver(post.queue(submission))
    letter = mailoutbox[0]
    assert letter.subject == "Summer: hooray"
    assert f"We got <it>, {submission.brand.name} says." in letter.body
    assert "Written by our system." in letter.body
    assert "/me/" in letter.body
    assert "We got &lt;it&gt;" in str(letter.alternatives[0][0])
    client.post(address, {"reset": "1"})
    assert not MailWords.objects.exists()
    assert list(AuditEntry.objects.filter(action__startswith="mail.words").values_list("action", flat=True)) == [
        "mail.words",
        "mail.words_reset",
    ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subject", "", "This field is required."),
        ("text", "Hi {nam}", "We do not know {nam}."),
        ("text", "Hi {brand.secret}", "We do not know {brand.secret}."),
        ("text", "Hi {", "A brace stands alone."),
        ("text", "Hi {}", "We do not know {}."),
        ("text", "Hi {{nam}}", "We do not know {{nam}}."),
        ("text", "In {{ campaign }}", "Please write one brace on each side: {campaign}, not {{ campaign }}."),
        ("subject", "{reason}", "We do not know {reason}."),
    ],
)
def test_wrong_words_are_refused_and_kept_in_the_form(
    submission: Submission, field: str, value: str, sentence: str
) -> None:
    client = rooms.signed_in(submission.brand, Role.MARKETER)
    address = reverse(
        "marketers:edit_mail_words", kwargs={"brand": submission.brand.slug, "kind": "received", "locale": "en"}
    )
    answer = client.post(address, {"subject": "Fine", "text": "Fine", field: value})
    assert answer.status_code == 422
    assert sentence in str(answer.context["form"].errors)
    assert not MailWords.objects.exists()


def test_words_are_the_brands_own(submission: Submission) -> None:
    client = rooms.signed_in(submission.brand, Role.MARKETER)
    parts = {"kind": "received", "locale": "en"}
    client.post(
        reverse("marketers:edit_mail_words", kwargs={"brand": submission.brand.slug, **parts}),
        {"subject": "Only ours", "text": "x"},
    )
    other = factories.brand()
    page_of_other = reverse("marketers:edit_mail_words", kwargs={"brand": other.slug, **parts})
    assert "Only ours" not in rooms.signed_in(other).get(page_of_other).content.decode()


def test_the_example_shows_the_words_in_the_form_and_keeps_nothing(submission: Submission) -> None:
    client = rooms.signed_in(submission.brand, Role.MARKETER)
    parts = {"brand": submission.brand.slug, "kind": "rejected", "locale": "de"}
    address = reverse("marketers:preview_mail_words", kwargs=parts)
    answer = client.post(address, {"subject": "x", "text": "Draft for {brand} <script>"})
    html = answer.content.decode()
    assert f"Draft for {submission.brand.name} &lt;script&gt;" in html
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not MailWords.objects.exists()


@pytest.mark.parametrize("parts", [{"kind": "nonsense", "locale": "en"}, {"kind": "received", "locale": "xx"}])
def test_unknown_kinds_and_languages_are_missing_pages(submission: Submission, parts: dict[str, str]) -> None:
    client = rooms.signed_in(submission.brand, Role.MARKETER)
    address = reverse("marketers:edit_mail_words", kwargs={"brand": submission.brand.slug, **parts})
    assert client.get(address).status_code == 404


def test_the_list_says_who_is_asked_where_it_is_no_contributor(submission: Submission) -> None:
    at = timezone.now()
    for kind in ("guardian_request", "release_request", "merge"):
        outbox_services.queue(
            brand=submission.brand, kind=kind, key=kind, to="kim@example.org", at=at,
            facts={} if kind == "merge" else {"submission": str(submission.pk)},
        )  # fmt: skip
    shown = page(rooms.signed_in(submission.brand), "mail", submission)
    for name in ("A parent or guardian", "Somebody in the picture", "Whoever asked for it"):
        assert name in shown
    assert "Somebody without a name" not in shown
