"""The one door in: page, API, import and harvest all end in `receive`."""

from submissions.intake.receiving import NoRoom, Received, receive
from submissions.intake.values import Entry, FileRefused, IncomingFile, Refused, StoredFile
from submissions.releases.validators import Person

__all__ = ["Entry", "FileRefused", "IncomingFile", "NoRoom", "Person", "Received", "Refused", "StoredFile", "receive"]
