"""Proof of work by ALTCHA: a small sum that a phone solves by itself while somebody fills in the form.

Pages and the API ask for the same. A sum is signed, belongs to one campaign, expires, and proves one sending; only a
lost connection may bring the same one again. A broken cache lets people through: it is a courtesy, not a wall.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import altcha
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from redis.exceptions import RedisError

from portals import uploads
from portals.templatetags.design import static_if_present

if TYPE_CHECKING:
    from campaigns.models import Campaign

logger = logging.getLogger(__name__)

WORKER = "vendor/altcha-pbkdf2.js"
ALGORITHM = "PBKDF2/SHA-256"
# Each try costs PROOF_OF_WORK_COST rounds; the answer lies somewhere in here, so nobody has bad luck for a minute.
FEWEST_TRIES, MOST_TRIES = 100, 300
LIFE = timedelta(days=1)  # as long as the form: large files may be on their way for hours
LONGEST = 4_000
# What a phone with a bad connection, and a thumb that taps twice, may need.
TIMES_THE_SAME = 8


class Verdict(Enum):
    """What a form's proof is worth. UNFIT: broken, expired, of another campaign, or used by another form."""

    PROVEN = auto()
    ABSENT = auto()
    UNFIT = auto()


def worker() -> str:
    """The address of the script that solves the sum; empty where it was not fetched at set-up."""
    return static_if_present(WORKER)


def wanted_of_form(campaign: "Campaign") -> bool:
    """Whether the page's form asks for it: no phone can solve a sum without the script that does."""
    return campaign.proof_of_work and bool(worker())


def challenge(campaign: "Campaign", *, at: datetime) -> dict[str, Any]:
    """A new sum for one form of this campaign."""
    made = altcha.create_challenge(
        ALGORITHM,
        settings.PROOF_OF_WORK_COST,
        counter=FEWEST_TRIES + secrets.randbelow(MOST_TRIES - FEWEST_TRIES),
        expires_at=at + LIFE,
        data={"campaign": str(campaign.pk)},
        hmac_secret=_key("challenge"),
        hmac_key_secret=_key("answer"),
    )
    return made.to_dict()


def judge(sent: str, digest: Callable[[], str], campaign: "Campaign", *, at: datetime) -> Verdict:
    """Look at the proof that came with a sending of this digest, and note that it is used.

    The digest is asked for only when the sum is solved: nobody lets us read files again for nothing.
    """
    if not sent:
        return Verdict.ABSENT
    signature = solved(sent, campaign, at=at)
    return Verdict.PROVEN if signature is not None and first_use(signature, digest()) else Verdict.UNFIT


def solved(sent: str, campaign: "Campaign", *, at: datetime) -> str | None:
    """The signature of a sum that is ours, fresh, for this campaign, and solved; None when it is not."""
    if len(sent) > LONGEST:
        return None
    try:
        payload = altcha.Payload.from_base64(sent)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    result = altcha.verify_solution(payload, _key("challenge"), hmac_key_secret=_key("answer"))
    if not result.verified:
        return None
    # From here on all that it says about itself is signed by us.
    told = payload.challenge.parameters
    fresh = told.expires_at is not None and told.expires_at > at.timestamp()
    ours = told.data == {"campaign": str(campaign.pk)}
    return payload.challenge.signature if fresh and ours else None


def digest_of(sent: Any, *, key: str) -> str:
    """What tells one sending from another: its key, its words, and its files by their content.

    With the key, what has the same digest is one submission: whoever lost it gets another digest each time. `sent` are
    the parts of a form, words and files together, or what was read from JSON.
    """
    told = sent
    if isinstance(sent, MultiValueDict):
        told = [[name, [_told(value) for value in values]] for name, values in sorted(sent.lists())]
    return hashlib.sha256(json.dumps([key, told], sort_keys=True).encode()).hexdigest()


def _told(value: Any) -> Any:
    return [value.name, uploads.content_hash(value).hex()] if isinstance(value, UploadedFile) else str(value)


def first_use(signature: str, digest: str) -> bool:
    """Note that this sum proves a sending of this digest; False when it proved another one, or this one too often."""
    key = f"proof:{hashlib.sha256(signature.encode()).hexdigest()}"
    seconds = int(LIFE.total_seconds())
    try:
        if cache.add(key, digest, timeout=seconds):
            return True
        if cache.get(key) != digest:
            return False
        cache.add(f"{key}:again", 0, timeout=seconds)
        return cache.incr(f"{key}:again") < TIMES_THE_SAME
    except ValueError:  # it expired between the two calls
        return False
    except (RedisError, OSError):
        logger.warning("The cache does not answer: proofs of work are not checked for a second use.")
        return True


def _key(purpose: str) -> str:
    return salted_hmac("portals.proof", purpose, algorithm="sha256").hexdigest()
