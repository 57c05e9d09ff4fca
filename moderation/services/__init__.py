"""Every write of moderation: verdicts, what visitors report and contributors appeal, forgetting their words."""

from moderation.services.deciding import TIME_FOR_UNDO, Stale, approve, reject, reopen
from moderation.services.forgetting import forget
from moderation.services.second_look import (
    APPEAL_RULE,
    REPORTS_RULE,
    RESTORED_RULE,
    AppealRefused,
    appeal,
    check_report,
    look_again_after_restore,
    report,
)

__all__ = [
    "APPEAL_RULE",
    "REPORTS_RULE",
    "RESTORED_RULE",
    "TIME_FOR_UNDO",
    "AppealRefused",
    "Stale",
    "appeal",
    "approve",
    "check_report",
    "forget",
    "look_again_after_restore",
    "reject",
    "reopen",
    "report",
]
