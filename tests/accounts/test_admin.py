"""The admin of these rooms shows and never writes, and shows no digest of a secret."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import ApiToken, Invitation, User
from campaigns import services as campaigns_services
from campaigns.validators import QuestionSpec
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label in {"accounts", "rights", "campaigns"}]


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@example.org", "secret"))
    return client


def fill() -> None:
    from accounts import services

    brand = factories.brand()
    campaign = factories.campaign(brand)
    campaigns_services.set_hashtags(campaign=campaign, tags=["sun"], by=SYSTEM, at=NOW)
    campaigns_services.set_questions(campaign=campaign, questions=[QuestionSpec("Where?")], by=SYSTEM, at=NOW)
    assert campaign.terms
    factories.grant(campaign.terms)
    factories.contributor(brand)
    factories.api_token(brand)
    services.invite(brand=brand, email="new@example.org", role="viewer", by=factories.owner(brand), at=NOW)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_admin_shows_lists_and_rows_and_offers_no_change(root: Client, model: type) -> None:
    fill()
    place = f"admin:{model._meta.app_label}_{model._meta.model_name}"  # type: ignore[attr-defined]
    assert root.get(reverse(f"{place}_changelist")).status_code == 200
    assert root.get(reverse(f"{place}_add")).status_code == 403
    row = model.objects.first()  # type: ignore[attr-defined]
    if row is None:
        return
    page = reverse(f"{place}_change", args=[row.pk])
    shown = root.get(page)
    assert shown.status_code == 200
    assert root.post(page, {}).status_code == 403
    assert root.post(reverse(f"{place}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    for secret in (ApiToken.objects.get().token_hash, Invitation.objects.get().token_hash):
        assert secret not in shown.content.decode()


def test_every_table_with_a_window_is_one_of_ours() -> None:
    assert {model._meta.label for model in MODELS} >= {
        "accounts.Brand",
        "accounts.User",
        "campaigns.Campaign",
        "rights.LedgerEvent",
    }
