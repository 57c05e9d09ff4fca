"""Hands one message to the mail server or delivery service and says what is known afterwards.

The question that matters is whether the message may have gone out. What fails before the words are handed over is
tried again; a refusal is final; a line that breaks after the words were handed over leaves the answer unknown.
"""

import re
import smtplib
from dataclasses import dataclass
from enum import Enum

from anymail.exceptions import AnymailAPIError, AnymailError
from django.core.mail import EmailMessage, get_connection

_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
_CONFIGURATION = {530, 534, 535, 538}  # the log-in is wrong: no fault of the mail, and soon repaired
_BUSY = {429, 503}


class Fate(Enum):
    """What became of a message."""

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """A fate with its reason, free of addresses, and the delivery service's id."""

    fate: Fate
    error: str = ""
    provider_id: str = ""


def hand_over(message: EmailMessage) -> Result:
    """Send one message to one person."""
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        return _before(error)
    try:
        taken = connection.send_messages([message])
    except (smtplib.SMTPException, OSError, AnymailError) as error:
        return _after(error)
    finally:
        _close(connection)
    if not taken:
        return Result(Fate.FAILED, "not taken")
    return Result(Fate.SENT, provider_id=getattr(getattr(message, "anymail_status", None), "message_id", "") or "")


def _close(connection: object) -> None:
    try:
        connection.close()  # type: ignore[attr-defined]  # every backend has it
    except (smtplib.SMTPException, OSError):
        return  # The message has its fate already; how the line ended does not matter.


def _before(error: Exception) -> Result:
    """Nothing was handed over yet."""
    return Result(Fate.RETRY, _words(error))


def _after(error: Exception) -> Result:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return Result(_by_code(max(codes, default=550)), _words(error))
    if isinstance(error, smtplib.SMTPResponseException):
        return Result(_by_code(error.smtp_code), _words(error))
    if isinstance(error, AnymailAPIError):
        return Result(_by_status(error.status_code), _words(error))
    if isinstance(error, AnymailError):
        return Result(Fate.FAILED, _words(error))
    return Result(Fate.UNKNOWN, _words(error))


def _by_code(code: int) -> Fate:
    """SMTP: 4xx is "not now", 5xx is "never"."""
    return Fate.RETRY if 400 <= code < 500 or code in _CONFIGURATION else Fate.FAILED


def _by_status(status: int | None) -> Fate:
    """HTTP: only an answer that says so means that it was not taken."""
    if status in _BUSY:
        return Fate.RETRY
    return Fate.FAILED if status is not None and 400 <= status < 500 else Fate.UNKNOWN


def _words(error: Exception) -> str:
    """The server's own words without anybody's address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = "; ".join(f"{code} {_text(text)}" for code, text in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        said = f"{error.smtp_code} {_text(error.smtp_error)}"
    elif isinstance(error, AnymailError):
        # Its text may repeat the request, and with it the whole letter.
        said = f"{type(error).__name__} {getattr(error, 'status_code', None) or ''}"
    else:
        said = f"{type(error).__name__} {error}"
    return _ADDRESS.sub("<address>", " ".join(said.split()))


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
