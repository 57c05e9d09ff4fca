"""The one value that everything about a delivered asset is said with."""

from dataclasses import dataclass

from accounts.models import Brand
from rights.queries import LiveGrant
from submissions.models import Asset


@dataclass(frozen=True)
class Candidate:
    """An asset that may be delivered, and what is to be said about it."""

    asset: Asset
    brand: Brand
    creator: str
    credit_line: str
    caption: str
    words: str  # the digest of all that is said: see submissions.queries.public_words
    grants: tuple[LiveGrant, ...]
    people: str  # the answer about the people in the picture: see rights.services.release
