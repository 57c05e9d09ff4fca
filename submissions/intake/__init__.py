"""The one door in: page, API, import and harvest all end in `receive`."""

from submissions.intake.receiving import Received, receive
from submissions.intake.values import Entry, FileRefused, IncomingFile, Refused, StoredFile

__all__ = ["Entry", "FileRefused", "IncomingFile", "Received", "Refused", "StoredFile", "receive"]
