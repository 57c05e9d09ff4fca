"""The way from a campaign's page to a sent form: how often each step was taken, by class of device.

These are counts of steps, not of people: nobody is told apart, so nobody can be counted once. A step that was never
counted is None, not 0.
"""

import datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from engagement.models import DailySteps, Device, Step
from engagement.queries.values import Measure, Row, days

ORDER = tuple(step for step in Step if step is not Step.SHORT_LINK)
Counts = dict[tuple[str, str], int]


def measures(campaign: Campaign, since: datetime.datetime, until: datetime.datetime) -> list[Measure]:
    """The funnel, and how often the short link was opened. One query."""
    counted = DailySteps.objects.filter(campaign=campaign, day__in=days(since, until)).order_by()
    totals = counted.values_list("step", "device").annotate(total=Sum("count"))
    counts = {(step, device): total for step, device, total in totals}
    return [_funnel(counts), _short_link(counts)]


def _funnel(counts: Counts) -> Measure:
    seen, sent = _all(counts, Step.PAGE_SEEN), _all(counts, Step.SENT)
    rows = tuple(_row(counts, step, seen) for step in ORDER) if any(_all(counts, step) for step in ORDER) else ()
    columns = [("share", _("Share of page seen (%)")), *((device.value, str(device.label)) for device in Device)]
    return Measure(
        "funnel",
        _("From seeing to sending"),
        _share(sent, seen),
        "percent",
        _(
            "Sent ÷ page seen. Each step counts how often it was taken, by day (UTC): page seen and sent when our "
            "server answered them, the others as told by the page, once for each opening of the form. Steps are not "
            "people: no cookie and no address is kept, so we do not try to count anybody once, and who opens the form "
            "directly has seen no page. Known robots are left out, and so is everybody whose browser asks not to be "
            "tracked. Without JavaScript only the first and the last step are counted. An empty step was never counted."
        ),
        rows,
        tuple(columns),
    )


def _row(counts: Counts, step: Step, seen: int | None) -> Row:
    total = _all(counts, step)
    by_device = {device.value: counts.get((step.value, device.value)) for device in Device}
    return {"label": str(step.label), "value": total, "step": step.value, "share": _share(total, seen), **by_device}


def _all(counts: Counts, step: Step) -> int | None:
    found = [total for (name, _device), total in counts.items() if name == step.value]
    return sum(found) if found else None


def _share(part: int | None, whole: int | None) -> float | None:
    return round(100 * part / whole, 1) if part is not None and whole else None


def _short_link(counts: Counts) -> Measure:
    total = _all(counts, Step.SHORT_LINK)
    by_device = ((device, counts.get((Step.SHORT_LINK.value, device.value))) for device in Device)
    return Measure(
        "short_link",
        _("Came by the short link"),
        total,
        "views",
        _(
            "How often the short link was opened, which stands on the poster and in its code, by day (UTC), without "
            "known robots and without those whose browser asks not to be tracked."
        ),
        tuple({"label": str(device.label), "value": count} for device, count in by_device if count is not None),
    )
