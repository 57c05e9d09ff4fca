"""A phone that sends in parts, over the API and over whichever store there is."""

import hashlib
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from PIL import Image

from campaigns.models import Campaign
from tests import factories
from tests.core.conftest import bucket, client, folder, s3_server, store

__all__ = ["bucket", "client", "folder", "s3_server", "store"]
MIB = 1024 * 1024


def noise(seed: int = 1, side: int = 2200) -> bytes:
    """A photo that no one can compress: with this side it takes three parts."""
    pixels = random.Random(seed).randbytes(side * side)
    target = io.BytesIO()
    Image.frombytes("L", (side, side), pixels).convert("RGB").save(target, "JPEG", quality=98)
    return target.getvalue()


@dataclass
class Answer:
    """What the store said to a PUT."""

    status: int
    text: str


class Phone:
    """Calls the API as a fan's browser does."""

    def __init__(self, campaign: Campaign) -> None:
        self.client = Client()
        self.campaign = campaign

    def post(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1/{path}", data=body, content_type="application/json", headers=named)

    def begin(self, content: bytes, **said: Any) -> Any:
        declared = {"filename": "IMG_1.jpg", "size": len(content), "content_type": "image/jpeg", **said}
        return self.post(f"campaigns/{self.campaign.slug}/uploads/", declared)

    def sign(self, id_: str, number: int, part: bytes, **said: Any) -> Any:
        wanted = {"number": number, "size": len(part), "sha256": hashlib.sha256(part).hexdigest(), **said}
        return self.post(f"uploads/{id_}/parts/", wanted)

    def put(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """To the bucket by the net, to the gateway by Django's own client."""
        if "/uploads/parts/" in url:
            kind = headers.get("Content-Type", "application/octet-stream")
            given = {name: value for name, value in headers.items() if name != "Content-Type"}
            answer = self.client.put(urlsplit(url).path, data=body, content_type=kind, headers=given)
            return Answer(answer.status_code, answer.content.decode())
        sent = requests.put(url, data=body, headers=headers, timeout=10)
        return Answer(sent.status_code, sent.text)

    def send_part(self, id_: str, number: int, part: bytes) -> Answer:
        signed = self.sign(id_, number, part)
        assert signed.status_code == 200, signed.content
        return self.put(signed.json()["url"], signed.json()["headers"], part)

    def upload(self, content: bytes, **said: Any) -> str:
        """Everything up to and with `complete`."""
        id_ = self.all_parts(content, **said)
        done = self.complete(id_)
        assert done.status_code == 200, done.content
        return id_

    def all_parts(self, content: bytes, **said: Any) -> str:
        begun = self.begin(content, **said).json()
        for number, part in enumerate(split(content, begun["part_size"]), 1):
            assert self.send_part(begun["id"], number, part).status == 200
        return str(begun["id"])

    def complete(self, id_: str) -> Any:
        return self.post(f"uploads/{id_}/complete/", {})

    def show(self, id_: str) -> Any:
        return self.client.get(f"/api/v1/uploads/{id_}/")

    def drop(self, id_: str) -> Any:
        return self.client.delete(f"/api/v1/uploads/{id_}/")

    def submit(self, *ids: str, key: str = "", **said: Any) -> Any:
        terms = self.campaign.terms.version if self.campaign.terms else 0
        entry = {"terms_version": terms, "accept": True, "age_confirmed": True, "scopes": ["pages"], "people": "nobody"}
        body = {**entry, "caption": "Hi", "uploads": list(ids), **said}
        given = {"Idempotency-Key": key} if key else {}
        return self.post(f"campaigns/{self.campaign.slug}/submissions/", body, **given)


def split(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


@pytest.fixture(scope="session")
def photo() -> bytes:
    content = noise()
    assert len(content) > 5 * MIB
    return content


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def phone(db: None, store: str) -> Phone:
    return Phone(factories.campaign(factories.brand()))
