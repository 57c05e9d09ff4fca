"""Insights: few figures per campaign, each with its formula and its rows, on the page and as CSV."""

import csv
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import queries as campaigns_queries
from core import cells
from engagement import queries as engagement_queries
from portals import lists
from portals.marketers import frame, spans
from portals.marketers.views import answers
from portals.marketers.views.campaigns import ORDER, found
from portals.shared import member_page

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign

# These say the same number as another one: they are shown by their rows.
BESIDE = {"returning", "submissions_by_source", "rejected_by_reason"}
BY_DAY = "submissions_by_day"
FUNNEL = "funnel"


@require_safe
@member_page(accounts_permissions.can_view)
def insights(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """The campaigns to choose from."""
    listed = lists.listed(request, campaigns_queries.of_brand(actor), order=ORDER)
    return frame.page(request, actor, brand, "insights/list.html", {"listed": listed}, section="insights")


def _measures(actor: Actor, campaign: "Campaign", span: str) -> list[engagement_queries.Measure]:
    since, until = spans.of(span)
    return engagement_queries.measures_for(actor, campaign, since=since, until=until)


@require_safe
@member_page(accounts_permissions.can_view)
def insight(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """One campaign's figures."""
    current = found(actor, campaign)
    span = spans.asked(request)
    measures = [
        (measure, [(row["label"], row["value"]) for row in measure.rows]) for measure in _measures(actor, current, span)
    ]
    funnel = next((measure for measure, _rows in measures if measure.key == FUNNEL), None)
    context = {
        "campaign": current,
        "headline": [
            (measure, answers.FIGURES.get(measure.key)) for measure, _rows in measures if measure.key not in BESIDE
        ],
        "days": next((entry for entry in measures if entry[0].key == BY_DAY), None),
        "funnel": funnel,
        "groups": [entry for entry in measures if entry[1] and entry[0].key not in {BY_DAY, FUNNEL, "returning"}],
        "beside": BESIDE,
        "span": span,
        "spans": spans.SPANS,
    }
    return frame.page(request, actor, brand, "insights/campaign.html", context, section="insights")


@require_safe
@member_page(accounts_permissions.can_view)
def table(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str, key: str) -> HttpResponseBase:
    """The rows of one figure, for a spreadsheet."""
    current = found(actor, campaign)
    span = spans.asked(request)
    if key in answers.FIGURES:
        response = answers.as_csv(actor, current, span, key)
    else:
        measure = next((each for each in _measures(actor, current, span) if each.key == key), None)
        if measure is None:
            raise Http404
        response = _as_csv(measure)
    response.headers["Content-Disposition"] = f'attachment; filename="{brand.slug}-{current.slug}-{key}.csv"'
    return response


def _as_csv(measure: engagement_queries.Measure) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    lines = csv.writer(response)
    more = [key for key, _heading in measure.columns]
    lines.writerow(
        [
            cells.plain(measure.label),
            cells.plain(measure.unit),
            *(cells.plain(heading) for _key, heading in measure.columns),
        ]
    )
    lines.writerows(
        [cells.plain(row["label"]), cells.plain(row["value"]), *(cells.plain(row[key]) for key in more)]
        for row in measure.rows
    )
    return response
