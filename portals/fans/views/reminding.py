"""Being told when a campaign opens: the question, the link that answers it, and a calendar file without any address.

Every answer to the question is the same, whoever asks about whatever address.
"""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.reminders import services as reminders_services
from portals import quotas, saved_files, shared
from portals.fans import invitations, not_open_yet, private
from portals.fans.own_forms import RemindForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail the question whether this address wants to be told; nothing else goes there before it said yes."""
    campaign = invitations.public_or_404(slug, at=shared.now())
    invitation = invitations.invitation(campaign, at=shared.now())
    if request.method != "POST" or invitation.starts_at is None:
        return redirect(invitation.url)
    if (pause := quotas.spend(request, quotas.reminders())) is not None:
        return not_open_yet.page(
            request, invitation, form=RemindForm(request.POST, errors={"email": [pause]}), status=429
        )
    address = request.POST.get("email", "").replace("\0", "")
    try:
        reminders_services.ask(campaign=campaign, address=address, locale=get_language() or "en", at=shared.now())
    except ValidationError as refused:
        form = RemindForm(request.POST, errors={"email": refused.messages})
        return not_open_yet.page(request, invitation, form=form, status=422)
    except reminders_services.NotAhead:
        return redirect(invitation.url)
    return HttpResponseRedirect(f"{invitation.url}?asked=1#done", status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@private.secret_page
def reminder(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Opening it changes nothing, because scanners open links; the buttons say yes, or forget."""
    found = reminders_services.by_secret(token, at=shared.now())
    if found is None:
        raise private.HandedOver
    context = {
        "reminder": found,
        "campaign": found.campaign,
        "brand": found.brand,
        "invitation": invitations.invitation(found.campaign, at=shared.now()),
    }
    if request.method == "POST" and request.POST.get("answer") == "forget":
        reminders_services.forget_one(reminder=found, at=shared.now())
        return render(request, "fans/reminder.html", context | {"forgotten": True})
    if request.method == "POST":
        reminders_services.confirm(reminder=found, at=shared.now())
        return redirect(request.path)
    return render(request, "fans/reminder.html", context)


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The opening as an entry for one's own calendar; nobody learns who took it."""
    campaign = invitations.public_or_404(slug, at=shared.now())
    invitation = invitations.invitation(campaign, at=shared.now())
    if invitation.starts_at is None:
        raise Http404
    content = saved_files.moment(
        uid=f"{campaign.pk}@fanfare",
        title=f"{campaign.title} ({campaign.brand.name})",
        begins=invitation.starts_at,
        text="\n".join(part for part in (campaign.tagline, invitation.absolute_url) if part),
        url=invitation.absolute_url,
        at=shared.now(),
    )
    return saved_files.answer(content, kind=saved_files.CALENDAR, name=f"{campaign.slug}.ics")
