"""The database refuses a row whose brand is not the brand of what it belongs to."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from campaigns.models import Campaign, TermsTranslation
from conversations.models import Note, Thread
from outbox.models import Mail
from rights.models import Terms
from submissions.models import ReleaseRequest
from tests import factories
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def brand_of(model: Any) -> Any:
    """The column that says whose a row is; the ledger holds it without a foreign key."""
    return next((field for field in model._meta.concrete_fields if field.attname == "brand_id"), None)


def belongings() -> Iterator[tuple[str, str, str]]:
    """Every column with which a row of a brand points at another row of a brand."""
    for model in apps.get_models():
        brand = brand_of(model)
        for field in model._meta.concrete_fields if brand else ():
            if isinstance(field, models.ForeignKey) and field is not brand and brand_of(field.related_model):
                yield model._meta.db_table, field.column, field.related_model._meta.db_table


def test_every_row_of_a_brand_is_tied_to_the_brand_of_what_it_belongs_to() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text FROM pg_constraint"
            " JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]"
            " WHERE contype = 'f' AND conname LIKE '%same_brand' AND cardinality(conkey) = 2"
        )
        tied = set(cursor.fetchall())
    wanted = set(belongings())
    assert len(wanted) > 40
    assert tied == wanted


def written(write: Callable[[], object]) -> None:
    with transaction.atomic():
        write()
        connection.check_constraints()


def test_nobody_names_the_terms_of_another_brand() -> None:
    campaign, foreign = makers.campaign(), factories.terms()
    base = cast("Terms", campaign.terms)
    names: dict[str, Any] = {"campaign": campaign, "brand": campaign.brand, "locale": "de"}
    with pytest.raises(IntegrityError, match="terms_id_same_brand"):
        written(lambda: Campaign.objects.filter(pk=campaign.pk).update(terms=foreign))
    with pytest.raises(IntegrityError, match="terms_id_same_brand"):
        written(lambda: TermsTranslation.objects.create(**names, terms=foreign, base=base))
    with pytest.raises(IntegrityError, match="base_id_same_brand"):
        written(lambda: TermsTranslation.objects.create(**names, terms=base, base=foreign))
    written(lambda: TermsTranslation.objects.create(**names, terms=factories.terms(campaign.brand), base=base))


@pytest.mark.parametrize("model", [Thread, Note, ReleaseRequest, Mail])
def test_a_foreign_brand_is_refused_by_the_database_itself(model: Any) -> None:
    submission = makers.receive(makers.campaign()).submission
    at, mine, other = submission.received_at, submission.brand, factories.brand()
    whole: dict[Any, dict[str, Any]] = {
        Thread: {"submission": submission, "last_at": at},
        Note: {"submission": submission, "text": "a word", "at": at},
        ReleaseRequest: {"submission": submission, "role": "person", "secret_hash": "0" * 64, "created_at": at},
        Mail: {"contributor": submission.contributor, "kind": "received", "due_at": at, "created_at": at, "key": "x"},
    }
    with pytest.raises(IntegrityError, match="same_brand"):
        written(lambda: model.objects.create(brand=other, **whole[model]))
    row = model.objects.create(brand=mine, **whole[model])
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="same_brand"):
        written(lambda: model.objects.filter(pk=row.pk).update(brand=other))
