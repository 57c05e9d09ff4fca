"""The conversations behind the figures about answers: who asked when, when it was answered and how; page and CSV."""

import csv
import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy as lazy
from django.views.decorators.http import require_safe

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from core import cells
from engagement import queries as engagement_queries
from portals import addresses, lists
from portals.marketers import frame, spans
from portals.marketers.views.campaigns import found
from portals.shared import member_page

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign

# Each figure with those of the conversations that it counts.
FIGURES = {"time_to_first_answer": "answered", "answered_share": "all"}
HOW: Mapping[str, str | Promise] = {
    "all": lazy("All"),
    "answered": lazy("Answered"),
    "written": lazy("Answered in own words"),
    "standard": lazy("Answered with a standard reply"),
    "closed": lazy("Closed without an answer"),
    "open": lazy("Not answered yet"),
}
HOUR = datetime.timedelta(hours=1)


@require_safe
@member_page(accounts_permissions.can_view)
def answers(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """One row for each conversation, newest question first."""
    current = found(actor, campaign)
    span = spans.asked(request)
    how = request.GET.get("how", "all")
    how = how if how in HOW else "all"
    since, until = spans.of(span)
    rows = engagement_queries.conversations(actor, current, since=since, until=until, how=how)
    listed = lists.listed(request, rows, order=engagement_queries.CONVERSATIONS_ORDER)
    context = {
        "campaign": current,
        "listed": listed,
        "rows": [(message, HOW[message.how]) for message in listed.items],
        "views": [(name, label, name == how) for name, label in HOW.items()],
        "how": how,
        "how_label": HOW[how],
        "span": span,
        "spans": spans.SPANS,
    }
    return frame.page(request, actor, brand, "insights/answers.html", context, section="insights")


def as_csv(actor: Actor, campaign: "Campaign", span: str, key: str) -> HttpResponse:
    """The same rows for a spreadsheet. It names nobody: a file outlives an erasure, the link leads to who it was."""
    since, until = spans.of(span)
    rows = engagement_queries.conversations(actor, campaign, since=since, until=until, how=FIGURES[key])
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    lines = csv.writer(response)
    headings = (_("Conversation"), _("Campaign"), _("Asked"), _("Answered"), _("Hours to the answer"), _("How"))
    lines.writerow([cells.plain(heading) for heading in headings])
    for message in rows.order_by(*engagement_queries.CONVERSATIONS_ORDER).iterator():
        lines.writerow([cells.plain(value) for value in _line(campaign, message)])
    return response


def _line(campaign: "Campaign", message: Any) -> tuple[object, ...]:
    address = reverse("marketers:thread", kwargs={"brand": campaign.brand.slug, "submission": message.submission_id})
    took = round((message.answered_at - message.at) / HOUR, 2) if message.answered_at else None
    return (
        addresses.absolute(address),
        campaign.title,
        message.at.isoformat(),
        message.answered_at.isoformat() if message.answered_at else None,
        took,
        str(HOW[message.how]),
    )
