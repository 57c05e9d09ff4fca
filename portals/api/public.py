"""Published galleries for everybody: JSON, JSON Feed and Atom from one reading, with ETag and a short life."""

import datetime
import hashlib
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Enclosure
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from galleries import queries as galleries_queries
from portals import addresses

if TYPE_CHECKING:
    from galleries.models import Gallery

# A withdrawal must be gone everywhere within 60 seconds: page and media addresses share that minute.
SECONDS = 30


def cached(request: Request, response: Response | HttpResponse) -> Any:
    """ETag, 304 and half a minute in caches."""
    body = JSONRenderer().render(response.data) if isinstance(response, Response) else response.content
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    plain = request._request  # noqa: SLF001 -- DRF hides it
    answer: Any = get_conditional_response(plain, etag=etag, response=response)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def gallery(found: "Gallery", *, at: datetime.datetime) -> dict[str, Any]:
    """The gallery and what may be shown now."""
    return {
        "slug": found.slug,
        "title": found.title,
        "introduction": found.introduction,
        "url": page(found),
        "items": [item(shown) for shown in galleries_queries.shown(found, at=at)],
    }


def page(found: "Gallery") -> str:
    """The gallery's own page."""
    return addresses.absolute(reverse("fans:gallery", kwargs={"slug": found.slug}))


def item(shown: galleries_queries.Shown) -> dict[str, Any]:
    """One photo or video under its placement's addresses."""
    return {
        "submission_id": str(shown.submission.pk),
        "asset_id": str(shown.asset.pk),
        "kind": shown.asset.kind,
        "caption": shown.caption,
        "credit": shown.credit,
        "alt": shown.alt,
        "media": [
            {
                "spec": file.name,
                "url": address(shown.placement_key, file.name),
                "content_type": file.content_type,
                "width": file.width,
                "height": file.height,
            }
            for file in shown.specs
        ],
    }


def address(key: str, spec: str) -> str:
    """The public media address."""
    return addresses.absolute(reverse("media:public", kwargs={"key": key, "spec": spec}))


def json_feed(found: "Gallery", *, at: datetime.datetime) -> dict[str, Any]:
    """JSON Feed 1.1; `_fanfare` carries the public contract's item."""
    items = [item(shown) for shown in galleries_queries.shown(found, at=at)]
    own = reverse("api:gallery-json", kwargs={"slug": found.slug})
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": found.title,
        "description": found.introduction,
        "home_page_url": page(found),
        "feed_url": addresses.absolute(own),
        "items": [_feed_item(found, entry) for entry in items],
    }


def _feed_item(found: "Gallery", entry: dict[str, Any]) -> dict[str, Any]:
    files = entry["media"]
    shown = {
        "id": entry["asset_id"],
        "url": f"{page(found)}#{entry['asset_id']}",
        "content_text": entry["caption"],
        "authors": [{"name": entry["credit"]}] if entry["credit"] else [],
        "attachments": [{"url": file["url"], "mime_type": file["content_type"]} for file in files],
        "_fanfare": entry,
    }
    pictures = [file for file in files if file["content_type"].startswith("image/")]
    return {**shown, "image": pictures[-1]["url"]} if pictures else shown


def atom(found: "Gallery", *, at: datetime.datetime) -> bytes:
    """Atom; each entry encloses its largest file."""
    own = addresses.absolute(reverse("api:gallery-atom", kwargs={"slug": found.slug}))
    feed = Atom1Feed(title=found.title, link=page(found), description=found.introduction, feed_url=own)
    for shown in galleries_queries.shown(found, at=at):
        entry = item(shown)
        feed.add_item(
            title=entry["caption"][:120] or entry["alt"][:120] or found.title,
            link=f"{page(found)}#{entry['asset_id']}",
            description=entry["caption"],
            unique_id=f"urn:uuid:{entry['asset_id']}",
            author_name=entry["credit"] or None,
            updateddate=shown.submission.state_since,
            enclosures=[Enclosure(file["url"], "0", file["content_type"]) for file in entry["media"][-1:]],
        )
    return feed.writeString("utf-8").encode()
