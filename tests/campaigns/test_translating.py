"""Terms in further languages: who is shown which, what is evidence, and what becomes of them when the terms change."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import permissions as accounts_permissions
from campaigns import queries, services
from campaigns.models import Campaign, TermsTranslation
from rights import queries as rights_queries
from rights.models import Grant
from submissions import intake
from tests import factories
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def translated(campaign: Campaign, locale: str = "de", text: str = "Ihr dürft es zeigen.") -> Campaign:
    services.translate_terms(
        campaign=campaign, locale=locale, text=text, summary=["Zeigen."], by=factories.owner(campaign.brand),
        at=factories.NOW,
    )  # fmt: skip
    found = queries.public(campaign.slug, factories.NOW)
    assert found
    return found


def change_base(campaign: Campaign) -> Campaign:
    services.set_terms(
        campaign=campaign, text="Other words.", summary=["Other."], scopes=queries.scopes_of(campaign), locale="en",
        by=factories.owner(campaign.brand), at=factories.NOW,
    )  # fmt: skip
    found = queries.public(campaign.slug, factories.NOW)
    assert found
    return found


def locale_in(campaign: Campaign, wanted: str) -> str:
    terms = queries.terms_in(campaign, wanted)
    assert terms
    return terms.locale


def test_readers_are_shown_their_language_or_the_terms_themselves() -> None:
    campaign = translated(factories.campaign())
    shown = {wanted: locale_in(campaign, wanted) for wanted in ("en", "de", "de-AT", "fr", "")}
    assert shown == {"en": "en", "de": "de", "de-AT": "de", "fr": "en", "": "en"}


def test_translation_offers_the_same_choices_in_other_words() -> None:
    campaign = translated(factories.campaign())
    base, german = queries.offered_terms(campaign)

    def reach(scope: Any) -> tuple[Any, ...]:
        return (scope.key, scope.channels, scope.territories, scope.months, scope.edits, scope.ai, scope.required)

    assert [reach(scope) for scope in queries.scopes_in(base)] == [reach(scope) for scope in queries.scopes_in(german)]
    assert queries.scopes_in(base)[0].sentence != queries.scopes_in(german)[0].sentence
    assert german.family == base.family
    assert german.version > base.version
    assert rights_queries.verify(campaign.brand_id) == []


def test_changed_terms_are_shown_themselves_until_translated_anew() -> None:
    campaign = change_base(translated(factories.campaign()))
    assert locale_in(campaign, "de") == "en"
    assert len(queries.offered_terms(campaign)) == 1
    again = translated(campaign, text="Andere Worte.")
    assert locale_in(again, "de") == "de"


def test_dropped_translation_is_shown_no_more() -> None:
    campaign = translated(factories.campaign())
    owner = factories.owner(campaign.brand)
    services.drop_translation(campaign=campaign, locale="de", by=owner, at=factories.NOW)
    assert TermsTranslation.objects.count() == 0
    services.drop_translation(campaign=campaign, locale="de", by=owner, at=factories.NOW)


def test_no_translation_into_its_own_language_nor_of_nothing() -> None:
    with pytest.raises(ValidationError):
        translated(factories.campaign(), locale="en")
    draft = factories.draft()
    with pytest.raises(ValidationError):
        services.translate_terms(
            campaign=draft, locale="de", text="Worte", summary=["Wort"], by=factories.owner(draft.brand),
            at=factories.NOW,
        )  # fmt: skip


def test_only_marketers_of_the_brand_translate() -> None:
    campaign = factories.campaign()
    for by in (factories.owner(factories.brand()), factories.member(campaign.brand, "moderator")):
        with pytest.raises(accounts_permissions.Denied):
            services.translate_terms(
                campaign=campaign, locale="de", text="Worte", summary=["Wort"], by=by, at=factories.NOW
            )


def test_grant_names_the_version_that_was_shown() -> None:
    campaign = translated(factories.campaign())
    _base, german = queries.offered_terms(campaign)
    received = makers.receive(campaign, said={"terms_version": german.version, "locale": "de"})
    assert Grant.objects.get(submission_id=received.submission.pk).terms == german


@pytest.mark.parametrize("how", ["terms_version", "terms_id"])
def test_translation_of_older_terms_cannot_be_agreed_to(how: str) -> None:
    """The law: what does not hold any more is no permission."""
    campaign = translated(factories.campaign())
    _base, german = queries.offered_terms(campaign)
    changed = change_base(campaign)
    said = {"terms_version": None, how: german.version if how == "terms_version" else german.pk}
    with pytest.raises(intake.Refused) as refused:
        makers.receive(changed, said=said)
    assert list(refused.value.errors) == ["terms_version"]


def test_another_campaigns_translation_cannot_be_agreed_to() -> None:
    foreign = queries.offered_terms(translated(factories.campaign()))[1]
    with pytest.raises(intake.Refused):
        makers.receive(translated(factories.campaign()), said={"terms_version": None, "terms_id": foreign.pk})


def test_database_keeps_one_translation_per_language_and_of_another_text() -> None:
    campaign = translated(factories.campaign())
    row = TermsTranslation.objects.get()
    twin = TermsTranslation(
        brand=campaign.brand, campaign=campaign, locale="de", terms_id=row.terms_id, base_id=row.base_id
    )
    with pytest.raises(IntegrityError, match="terms_translation_once"), transaction.atomic():
        twin.save()
    with pytest.raises(IntegrityError, match="terms_translation_is_another_text"), transaction.atomic():
        TermsTranslation.objects.update(base_id=row.terms_id)
