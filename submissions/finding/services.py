"""Every write about finding one's things again, and what pages and mails need of it."""

from submissions.finding.asking import Kind, answer, ask, forget, sweep
from submissions.finding.models import AddressRequest
from submissions.finding.proving import (
    LinkOver,
    WrongCode,
    campaign_title,
    issue_code,
    issue_link,
    join,
    join_request,
    joinable,
    redeem_code,
)

__all__ = [
    "AddressRequest",
    "Kind",
    "LinkOver",
    "WrongCode",
    "answer",
    "ask",
    "campaign_title",
    "forget",
    "issue_code",
    "issue_link",
    "join",
    "join_request",
    "joinable",
    "redeem_code",
    "sweep",
]
