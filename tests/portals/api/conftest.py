"""A campaign that takes submissions, and callers of the API."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Brand
from campaigns.models import Campaign
from tests import factories
from tests.journeys import media


class Caller:
    """Calls `/api/v1/` with or without a token; answers parsed JSON and the status."""

    def __init__(self, token: str = "", **headers: str) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        options: dict[str, Any] = {"headers": {**self.headers, **given}}
        if body is not None:
            options |= {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1/{path}", **options)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("post", path, {} if body is None else body, **headers)

    def send(self, campaign: Campaign, files: list[Any] | None = None, *, key: str = "", **fields: Any) -> Any:
        terms = campaign.terms.version if campaign.terms else 0
        said = {"terms_version": terms, "accept": "true", "age_confirmed": "true", "scopes": ["pages"]}
        values = {**said, "people": "nobody", "caption": "Hi"}
        given = {"Idempotency-Key": key} if key else {}
        return self.client.post(
            f"/api/v1/campaigns/{campaign.slug}/submissions/",
            data={**values, **fields, "files": files if files is not None else [photo()]},
            headers={**self.headers, **given},
        )


def photo(name: str = "photo.jpg", content: bytes | None = None) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, media.jpeg_with_gps() if content is None else content)


@pytest.fixture
def campaign(db: None) -> Campaign:
    return factories.campaign(factories.brand())


@pytest.fixture
def brand(campaign: Campaign) -> Brand:
    return campaign.brand


@pytest.fixture
def visitor(db: None) -> Caller:
    return Caller()


@pytest.fixture
def owner(brand: Brand) -> Caller:
    return Caller(factories.api_token(brand))


@pytest.fixture
def stranger(db: None) -> Caller:
    """An owner of another brand."""
    return Caller(factories.api_token(factories.brand()))
