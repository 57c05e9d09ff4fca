"""Mail to fans in the studio: what went out and what did not, the letters kept here, and the brand's own words."""

import uuid
from typing import TYPE_CHECKING, Any

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions as accounts_permissions, queries as accounts_queries, services as accounts_services
from accounts.actors import Actor
from conversations.emails import queries as emails_queries, services as emails_services
from outbox import services as outbox_services
from portals import lists
from portals.marketers import frame, mailing
from portals.marketers.forms import errors
from portals.marketers.forms.mail import WordsForm
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand
    from outbox.models import Mail

# What a letter may do in its frame: look the way it is written, and nothing else.
LETTER_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": True,
}


def _may_send(actor: Actor, brand_id: uuid.UUID) -> bool:
    return accounts_permissions.can_review(actor, brand_id) or accounts_permissions.can_market(actor, brand_id)


@require_safe
@member_page(accounts_permissions.can_view)
def mail(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Every mail, newest first; or only what a person should look at."""
    trouble = request.GET.get("show") == "trouble"
    rows = emails_queries.troubled(actor) if trouble else emails_queries.mails(actor)
    listed = lists.listed(request, rows, order=("-created_at", "-id"))
    context = {
        "rows": [mailing.row(one) for one in listed.items],
        "listed": listed,
        "trouble": trouble,
        "kept_here": emails_queries.kept_here(),
        "may_send": _may_send(actor, brand.pk),
        "tells": mailing.provider_tells(),
        "tab": "mail",
    }
    return frame.page(request, actor, brand, "settings/mail.html", context, section="settings")


@require_safe
@member_page(accounts_permissions.can_manage)
def letter(request: HttpRequest, actor: Actor, brand: "Brand", mail: uuid.UUID) -> HttpResponseBase:
    """One mail and, where letters are kept on this machine, what it says."""
    found = _found(actor, mail)
    context = {
        "row": mailing.row(found),
        "letter": emails_queries.letter(actor, found),
        "kept_here": emails_queries.kept_here(),
        "tab": "mail",
    }
    return frame.page(request, actor, brand, "settings/letter.html", context, section="settings")


@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)
@member_page(accounts_permissions.can_manage)
def letter_html(_request: HttpRequest, actor: Actor, brand: "Brand", mail: uuid.UUID) -> HttpResponseBase:
    """The letter's HTML for its sandboxed frame."""
    kept = emails_queries.letter(actor, _found(actor, mail))
    if kept is None:
        raise Http404
    return _framed(kept.html)


@require_POST
@member_page(_may_send)
def send_again(_request: HttpRequest, actor: Actor, brand: "Brand", mail: uuid.UUID) -> HttpResponseBase:
    """Send what failed, or whose fate nobody knows."""
    found = _found(actor, mail)
    try:
        outbox_services.send_again(mail=found, by=actor, at=now())
    except outbox_services.NotAgain:
        messages.error(_request, _("This mail went out, or waits to go out. It is not sent twice."))
    else:
        messages.success(_request, _("It goes out again, as things are now."))
    return redirect("marketers:mail", brand=brand.slug)


@require_POST
@member_page(_may_send)
def try_address(request: HttpRequest, actor: Actor, brand: "Brand", mail: uuid.UUID) -> HttpResponseBase:
    """Write to an address again that had taken no mail."""
    found = _found(actor, mail)
    box = (
        accounts_queries.mailbox(brand_id=brand.pk, contributor_id=found.contributor_id)
        if found.contributor_id
        else None
    )
    if box is not None and accounts_services.mark_deliverable(brand=brand, email=box.email, by=actor, at=now()):
        messages.success(request, _("We write to this address again from now on."))
    return redirect("marketers:mail", brand=brand.slug)


@require_safe
@member_page(accounts_permissions.can_market)
def words(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """All kinds of mail and the languages in which the brand has words of its own."""
    context = {"kinds": mailing.kinds(brand), "languages": settings.LANGUAGES, "tab": "mail"}
    return frame.page(request, actor, brand, "settings/mail_words.html", context, section="settings")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def edit_words(request: HttpRequest, actor: Actor, brand: "Brand", kind: str, locale: str) -> HttpResponseBase:
    """Write the brand's own words for one kind in one language, or take ours again."""
    about = mailing.about(brand, kind, locale)
    form = WordsForm(request.POST or None, initial={"subject": about.wording.subject, "text": about.wording.text})
    if request.method == "POST" and _changed(request, actor, brand, about, form):
        return redirect("marketers:edit_mail_words", brand=brand.slug, kind=kind, locale=locale)
    context = {"form": form, "about": about, "tab": "mail"}
    status = 422 if form.errors else 200
    return frame.page(
        request, actor, brand, "settings/mail_words_edit.html", context, section="settings", status=status
    )


def _changed(request: HttpRequest, actor: Actor, brand: "Brand", about: mailing.About, form: WordsForm) -> bool:
    what: dict[str, Any] = {"brand": brand, "kind": about.kind, "locale": about.locale, "by": actor, "at": now()}
    if "reset" in request.POST:
        emails_services.reset_words(**what)
        messages.success(request, _("Our words are used again."))
        return True
    if not form.is_valid():
        return False
    try:
        emails_services.set_words(**what, subject=form.cleaned_data["subject"], text=form.cleaned_data["text"])
    except ValidationError as error:
        errors.put(form, error)
        return False
    messages.success(request, _("Saved. The next mail of this kind says it so."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_sameorigin
@csp(LETTER_POLICY)
@member_page(accounts_permissions.can_market)
def preview_words(request: HttpRequest, actor: Actor, brand: "Brand", kind: str, locale: str) -> HttpResponseBase:
    """An example with the words as they stand in the form; nothing is kept."""
    about = mailing.about(brand, kind, locale)
    subject = request.POST.get("subject", about.wording.subject)[:200]
    text = request.POST.get("text", about.wording.text)[:5000]
    return _framed(emails_services.example(brand=brand, kind=kind, locale=locale, subject=subject, text=text))


def _found(actor: Actor, mail_id: uuid.UUID) -> "Mail":
    found = emails_queries.mail(actor, mail_id)
    if found is None:
        raise Http404
    return found


def _framed(html: str) -> HttpResponse:
    response = HttpResponse(html)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
