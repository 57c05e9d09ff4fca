"""What the answer of a store means: the object is not there, the trouble will pass, or waiting mends nothing.

Every call to either store goes through `translated`. What the store itself said is written into the log here, once.
"""

import errno
import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import ClassVar

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
    SSLError,
)

logger = logging.getLogger(__name__)

GONE = frozenset({"404", "NoSuchKey", "NotFound"})
# Refused this time only: damaged or cut on the way, too fast, in conflict with another call, or an old credential.
PASSING_STATUS = frozenset({408, 409, 423, 425, 429})
PASSING_CODES = frozenset(
    {
        *("BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch", "RequestTimeout", "ExpiredToken"),
        *("SlowDown", "Throttling", "ThrottlingException", "TooManyRequests", "RequestLimitExceeded"),
        *("OperationAborted", "ConditionalRequestConflict", "InternalError", "ServiceUnavailable"),
    }
)
UNUSABLE = (NoCredentialsError, PartialCredentialsError, NoRegionError, ParamValidationError)
# A folder that is full may have room again; one that may not be written stays so until somebody changes it.
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG})


class Missing(Exception):
    """There is no object under this key."""


class Unavailable(Exception):
    """The store does not answer, is full or overrun: try again later. `code` is its own word, where it had one.

    Work that needs the store waits for `pause`, and uses up no attempt: an outage is nobody's fault in here.
    """

    pause: ClassVar = timedelta(seconds=30)

    def __init__(self, says: str = "", code: str = "") -> None:
        super().__init__(says)
        self.code = code


class Refused(Unavailable):
    """The store answers and refuses: asking again changes nothing until somebody mends its settings or ours.

    Whoever copes with an outage copes with this too; who can go another way, or would wait for ever, asks for it first.
    """

    pause: ClassVar = timedelta(minutes=5)  # somebody has to come first


@contextmanager
def translated(key: str, *, gone: Collection[str] = GONE) -> Iterator[None]:
    """Turn what the file system and boto raise into our three words; `gone` are the store's words for Missing."""
    try:
        yield
    except FileNotFoundError as error:
        raise Missing(key) from error
    except ClientError as error:
        if _code(error) in gone:
            raise Missing(key) from error
        raise _said(error) from error
    except (BotoCoreError, OSError) as error:
        raise _unheard(error) from error


def _said(error: ClientError) -> Unavailable:
    """The store answered: with a refusal that stays, or one that passes."""
    code, status = _code(error), int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    refuses = 400 <= status < 500 or status in {501, 505}
    passing = not refuses or status in PASSING_STATUS or code in PASSING_CODES
    logger.warning("the store %s: %s (HTTP %s)", "is in trouble" if passing else "refuses", error, status or "?")
    return Unavailable(str(error), code) if passing else Refused(str(error), code)


def _unheard(error: BotoCoreError | OSError) -> Unavailable:
    """There was no answer, or the folder gave none."""
    forbidden = isinstance(error, OSError) and error.errno in FORBIDDEN
    unknown = isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error)
    if forbidden or unknown or isinstance(error, UNUSABLE):
        logger.warning("the store cannot be used: %s", error)
        return Refused(str(error), type(error).__name__)
    logger.warning("the store does not answer: %s", error)
    return Unavailable(str(error), type(error).__name__)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
