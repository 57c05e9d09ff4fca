"""Short codes of campaigns, as they stand on posters: stable, and without signs that look like one another. Pure."""

import hashlib
import uuid
from collections.abc import Iterator

# Of signs that look alike only one: no 0, o, 1, i, l, 5, s, z, 9, g, q, u, v. No capitals: people type it with one
# thumb. No vowels, so that it spells nothing.
ALPHABET = "234678bcdfhjkmnprtwxy"
LENGTH = 6
PATTERN = rf"^[{ALPHABET}]{{{LENGTH}}}$"


def candidates(campaign_id: uuid.UUID) -> Iterator[str]:
    """Codes for this campaign, always the same in the same order; the second only where the first is taken."""
    for attempt in range(1000):
        number = int.from_bytes(hashlib.sha256(campaign_id.bytes + attempt.to_bytes(4)).digest()[:8])
        signs = []
        for _ in range(LENGTH):
            number, sign = divmod(number, len(ALPHABET))
            signs.append(ALPHABET[sign])
        yield "".join(signs)


def as_typed(text: str) -> str:
    """A code as somebody typed it from a poster."""
    return text.strip().lower()
