"""A brand with work in every place, made by API: what the pages for the accessibility tests show."""

from dataclasses import dataclass
from typing import Any

from tests.journeys import media
from tests.journeys.platform import Api, Platform, last_segment, unique, until
from tests.journeys.test_main_job import TERMS

CAMPAIGN = {"title": "Gardens at noon", "tagline": "Short shadows", "hashtags": ["noon"], "terms": TERMS}


@dataclass(frozen=True)
class House:
    """A brand with something on each page: short name to path, of public pages and of those for members."""

    platform: Platform
    owner: str
    public: dict[str, str]
    inside: dict[str, str]


def furnish(platform: Platform) -> House:
    """Two approved, one refused, one waiting; a gallery, an export, and a campaign that is not open yet."""
    brand = unique("garden")
    owner = f"owner@{brand}.example"
    api = Api(platform, platform.found_brand(brand, owner=owner))
    campaign = api.call("POST", "campaigns/", json=CAMPAIGN, expect=201).json()["slug"]
    draft = api.call("POST", "campaigns/", json={"title": "Not open yet"}, expect=201).json()["slug"]
    api.call("POST", f"campaigns/{campaign}/open/")
    sent = [send(platform, campaign, number) for number in range(4)]
    until(lambda: not in_work(api), 180, "everything is prepared")
    chosen, refused, kept, waiting = (one["id"] for one in sent)
    for submission in (chosen, kept):
        decide(api, submission, "approve", {})
    decide(api, refused, "reject", {"reason": "quality", "note": "A little dark."})
    gallery = published(api, campaign, [chosen, kept])
    export = exported(api, gallery)
    pages = [f"/me/{last_segment(one['manage_url'])}/" for one in sent[:2]]
    return House(
        platform,
        owner,
        public(campaign, gallery, chosen, pages),
        {**review(brand, waiting, refused), **studio(brand, campaign, draft, chosen, gallery, export)},
    )


def send(platform: Platform, campaign: str, number: int) -> dict[str, Any]:
    """A clip first, then photos; with a name and without, as fans do."""
    file = ("photo.jpg", media.jpeg_with_gps()) if number else ("clip.mov", media.made_mov())
    values = {
        "caption": f"Noon, number {number}",
        "name": "Jun" if number else "",
        "terms_version": "1",
        "accept": "true",
        "age_confirmed": "true",
        "scopes": ["pages"],
        "people": "nobody",
        "music": "none",
    }
    answer = Api(platform).call(
        "POST", f"campaigns/{campaign}/submissions/", data=values, files=[("files", file)], expect=201
    )
    sent: dict[str, Any] = answer.json()
    return sent


def in_work(api: Api) -> list[Any]:
    """What is not prepared yet."""
    return [one for state in ("receiving", "processing") for one in results(api, f"submissions/?state={state}")]


def results(api: Api, path: str) -> list[Any]:
    found: list[Any] = api.get(path)["results"]  # type: ignore[assignment]
    return found


def decide(api: Api, submission: str, verdict: str, said: dict[str, str]) -> None:
    version = api.get(f"submissions/{submission}/")["version"]
    api.call("POST", f"submissions/{submission}/{verdict}/", json=said, headers={"If-Match": f'"{version}"'})


def published(api: Api, campaign: str, submissions: list[str]) -> str:
    gallery: str = api.call("POST", "galleries/", json={"title": "Noon", "campaign": campaign}, expect=201).json()[
        "slug"
    ]
    api.call("PUT", f"galleries/{gallery}/items/", json={"submissions": submissions})
    api.call("PATCH", f"galleries/{gallery}/", json={"published": True})
    return gallery


def exported(api: Api, gallery: str) -> str:
    """An export for a use that nobody allowed: the page then has something to explain."""
    asked = {"gallery": gallery, "use": {"channel": "paid_ads"}, "format": "zip"}
    export: str = api.call("POST", "exports/", json=asked, expect=201).json()["id"]
    until(lambda: api.get(f"exports/{export}/")["state"] in ("ready", "failed"), 120, "the export is made")
    return export


def public(campaign: str, gallery: str, chosen: str, pages: list[str]) -> dict[str, str]:
    return {
        "home": "/",
        "campaign": f"/c/{campaign}/",
        "submit": f"/c/{campaign}/submit/",
        "terms": f"/c/{campaign}/terms/",
        "gallery": f"/g/{gallery}/",
        "own page": pages[0],
        "thanks": f"{pages[0]}?sent=1",
        "not chosen": pages[1],
        "receipt": f"{pages[0]}receipt/{chosen}/",
        "sign in": "/accounts/login/",
        "forgotten password": "/accounts/password/reset/",
    }


def review(brand: str, waiting: str, refused: str) -> dict[str, str]:
    return {
        "queue": f"/review/{brand}/",
        "rejecting": f"/review/{brand}/{waiting}/?ask=reject",
        "keys": f"/review/{brand}/{waiting}/?ask=help",
        "decided item": f"/review/{brand}/{refused}/",
        "decided": f"/review/{brand}/decided/",
    }


def studio(brand: str, campaign: str, draft: str, chosen: str, gallery: str, export: str) -> dict[str, str]:
    paths = {
        "campaigns": "campaigns/",
        "new campaign": "new-campaign/",
        "campaign": f"campaigns/{campaign}/",
        "draft": f"campaigns/{draft}/",
        "words": f"campaigns/{campaign}/edit/",
        "picture": f"campaigns/{campaign}/picture/",
        "questions": f"campaigns/{campaign}/questions/",
        "terms": f"campaigns/{campaign}/terms/",
        "preview": f"campaigns/{campaign}/preview/",
        "library": "library/",
        "item": f"library/{chosen}/",
        "galleries": "galleries/",
        "gallery": f"galleries/{gallery}/",
        "gallery's words": f"galleries/{gallery}/edit/",
        "pick": f"galleries/{gallery}/pick/",
        "new export": f"galleries/{gallery}/export/",
        "exports": "exports/",
        "export": f"exports/{export}/",
        "take-downs": "take-downs/",
        "conversations": "conversations/",
        "conversation": f"conversations/{chosen}/",
        "insights": "insights/",
        "insight": f"insights/{campaign}/",
        "brand": "settings/profile/",
        "members": "settings/members/",
        "tokens": "settings/tokens/",
        "log": "settings/audit/",
    }
    return {name: f"/studio/{brand}/{path}" for name, path in paths.items()}
