"""Tries a whole upload in parts the way a browser does it, and says what keeps the bucket or its rules from that.

A bucket's rules for browsers (CORS) are asked of nobody but the bucket: by a question beforehand (preflight) and a part
of a few bytes. It is then joined, read and thrown away, as stores differ most in what they take at the join. That works
on every store, whatever it lets its owner configure.
"""

import hashlib
import secrets
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit

from core import multipart, storage

CONTENT = b"doctor"
SECONDS = 60
PATIENCE = 10
CONSISTENT = "Use a store that is consistent, without a cache in between."
TOLD_BY_STORE = (
    "Fans' files come with the form until then, which cannot be resumed. Give the keys all rights on objects."
)
THE_RULE = "Give the bucket the CORS rule in docs/operators.md, with the origin {site}."


@dataclass(frozen=True)
class Barrier:
    """What stands between a fan's browser and the bucket, and what to do about it."""

    says: str
    advice: str


def barrier(*, site: str, connects: Collection[object]) -> Barrier | None:
    """The first thing that is in the way of pages of `site`, whose policy lets them ask `connects`; None: all is well.

    Raises storage.Unavailable where the store itself does not work, storage.Refused where it takes nothing in parts.
    """
    key = f"doctor/{secrets.token_hex(16)}"
    part = multipart.Part(number=1, size=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest())
    handle = multipart.begin(key, "application/octet-stream")
    try:
        signed = multipart.sign(key, handle, part, seconds=SECONDS)
        if signed is None:
            return None  # a folder: parts come through this site
        origin = _origin(site)
        return (
            _at_home(signed.url, origin, connects)
            or _asked(signed, origin)
            or _sent(signed, origin)
            or _joined(key, handle, part)
        )
    finally:
        multipart.abort(key, handle)


def _origin(address: str) -> str:
    """As browsers name it: small letters, and no port that goes without saying."""
    parts = urlsplit(address)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def _at_home(url: str, site: str, connects: Collection[object]) -> Barrier | None:
    store = _origin(url)
    if site.startswith("https:") and not store.startswith("https:"):
        return Barrier(f"Browsers refuse {store} on an https page.", "Give S3_ENDPOINT_URL an https address.")
    if store not in {_origin(str(one)) for one in connects}:
        advice = "Set S3_ENDPOINT_URL, S3_REGION and S3_ADDRESSING_STYLE to the address that the store signs for."
        return Barrier(f"Our pages may not ask {store}, where the store's addresses lead.", advice)
    return None


def _asked(signed: multipart.Signed, site: str) -> Barrier | None:
    """The question beforehand: may a page of this site send such a request?"""
    names = sorted(name.lower() for name in signed.headers)
    question = {
        "Origin": site,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": ",".join(names),
    }
    found = _answer(urllib.request.Request(signed.url, method="OPTIONS", headers=question))  # noqa: S310 our own store's
    if isinstance(found, Barrier):
        return found
    advice = THE_RULE.format(site=site)
    if _listed(found, "Access-Control-Allow-Origin").isdisjoint({site, "*"}):
        return Barrier(f"The bucket takes nothing from pages of {site}.", advice)
    if _listed(found, "Access-Control-Allow-Methods").isdisjoint({"put", "*"}):
        return Barrier("The bucket's CORS rule does not allow PUT.", advice)
    allowed = _listed(found, "Access-Control-Allow-Headers")
    if missing := [name for name in names if allowed.isdisjoint({name, "*"})]:
        return Barrier(f"The bucket's CORS rule does not allow the headers {', '.join(missing)}.", advice)
    return None


def _sent(signed: multipart.Signed, site: str) -> Barrier | None:
    """The part itself: its answer must tell the page its ETag."""
    headers = {**signed.headers, "Origin": site}
    found = _answer(urllib.request.Request(signed.url, data=CONTENT, method="PUT", headers=headers))  # noqa: S310 as above
    if isinstance(found, Barrier):
        return found
    if _listed(found, "Access-Control-Expose-Headers").isdisjoint({"etag", "*"}):
        return Barrier("The bucket's CORS rule does not expose ETag.", THE_RULE.format(site=site))
    return None


def _joined(key: str, handle: str, part: multipart.Part) -> Barrier | None:
    """What arrived is listed, made one object, read back and removed."""
    try:
        there = [
            multipart.Arrived(one.number, one.size, part.sha256, one.tag) for one in multipart.arrived(key, handle)
        ]
        multipart.join(key, handle, there)
        with storage.open(key) as file:
            same = file.read() == CONTENT
        storage.delete(key)
    except (multipart.Mismatch, storage.Missing):
        return Barrier("The store lost the part or the object made of it.", CONSISTENT)
    except storage.Refused as refused:
        return Barrier(f"The store does not join, read or delete: {refused}", TOLD_BY_STORE)
    return None if same else Barrier("The store changed what was joined.", CONSISTENT)


def _answer(request: urllib.request.Request) -> Mapping[str, str] | Barrier:
    """The headers of an answer, also of a refusal."""
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 as above
            return dict(answer.headers.items())
    except urllib.error.HTTPError as refused:
        if request.method == "PUT":
            advice = "See whether its clock is right and whether it knows parts with SHA-256 checksums."
            return Barrier(f"The store refused a signed part ({refused.code}).", advice)
        return dict(refused.headers.items())
    except (OSError, HTTPException) as error:
        return Barrier(f"The store's signed address cannot be reached: {error}.", "See S3_ENDPOINT_URL.")


def _listed(headers: Mapping[str, str], wanted: str) -> set[str]:
    values = [value for name, value in headers.items() if name.lower() == wanted.lower()]
    return {word.strip().lower() for value in values for word in value.split(",")} - {""}
