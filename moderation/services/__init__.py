"""Every write of moderation: verdicts, what visitors report and contributors appeal, forgetting their words."""

from moderation.services.deciding import TIME_FOR_UNDO, Stale, approve, reject, reopen
from moderation.services.forgetting import forget
from moderation.services.second_look import (
    APPEAL_RULE,
    REPORTS_RULE,
    AppealRefused,
    appeal,
    check_report,
    report,
)

__all__ = [
    "APPEAL_RULE",
    "REPORTS_RULE",
    "TIME_FOR_UNDO",
    "AppealRefused",
    "Stale",
    "appeal",
    "approve",
    "check_report",
    "forget",
    "reject",
    "reopen",
    "report",
]
