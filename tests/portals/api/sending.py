"""Sending in by the API, and the token that comes back."""

from typing import Any

from campaigns.models import Campaign
from tests.portals.api.conftest import Caller


def sent(visitor: Caller, campaign: Campaign, **fields: Any) -> dict[str, Any]:
    response = visitor.send(campaign, **fields)
    assert response.status_code == 201, response.content
    answer: dict[str, Any] = response.json()
    return answer


def token_of(answer: dict[str, Any]) -> str:
    return str(answer["manage_url"]).rpartition("/")[2]
