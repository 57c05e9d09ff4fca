"""Which files of exports carry words that are not the approved ones any more: asked by downloads and by take-downs."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from galleries.models import ExportItem
from submissions import queries as submissions_queries
from submissions.lifecycle import State
from submissions.models import StateChange


def with_old_words(items: QuerySet[ExportItem]) -> QuerySet[ExportItem]:
    """Of these files those whose work is approved now in other words; while it waits for a decision, none is old."""
    approved = items.exclude(file="").filter(submission__state=State.APPROVED)
    now = approved.annotate(words_now=submissions_queries.public_words(of="asset__"))
    noted = ~Q(words="") & ~Q(words=F("words_now"))
    # Most files from before need no look at a history: nobody has decided on their work since.
    unnoted = Q(words="", submission__state_since__gte=F("export__created_at"))
    return now.filter(noted | unnoted & Exists(_changed_since()))


def _changed_since() -> QuerySet[StateChange]:
    """For files from before words were noted: a decision, since the export was asked for, on a version of no move.

    Only a change of words or files makes such a version, and whoever edited words made one.
    """
    same = StateChange.objects.filter(submission=OuterRef("submission"))
    moved_to = same.filter(version=OuterRef("version") - 1)
    decided = same.filter(from_state=State.AWAITING_REVIEW, at__gte=OuterRef("export__created_at"))
    return decided.filter(~Exists(moved_to))
