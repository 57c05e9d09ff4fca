"""Forgetting what people wrote about submissions; verdicts stay."""

import uuid
from collections.abc import Collection

from moderation.models import AppealNote, DecisionNote, ReportNote


def forget(*, submissions: Collection[uuid.UUID]) -> int:
    """Erase what moderators, visitors and the contributor wrote about these submissions; verdicts stay."""
    erased = 0
    for words in (
        DecisionNote.objects.filter(decision__submission__in=submissions),
        AppealNote.objects.filter(appeal__submission__in=submissions),
        ReportNote.objects.filter(report__submission__in=submissions),
    ):
        erased += words.delete()[0]
    return erased
