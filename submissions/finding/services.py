"""Every write about finding one's things again, and what pages and mails need of it."""

from submissions.finding.asking import Kind, answer, ask, forget, sweep
from submissions.finding.models import AddressRequest
from submissions.finding.own_link import EnoughMail, mail_own_link
from submissions.finding.proving import (
    CODE_TYPED_LENGTH,
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
    "CODE_TYPED_LENGTH",
    "AddressRequest",
    "EnoughMail",
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
    "mail_own_link",
    "redeem_code",
    "sweep",
]
