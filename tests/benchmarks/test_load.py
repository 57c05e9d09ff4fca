"""What the load benchmark fills a database with is as the services would write it."""

import pytest
from django.db.models import Count

from accounts.models import Brand
from benchmarks.load import filling, places
from rights import verification
from rights.models import Grant
from rights.uses import Use
from submissions import queries as submissions_queries
from submissions.models import Asset, StateChange, Submission

pytestmark = pytest.mark.django_db(transaction=True)
COPIES = 3


@pytest.mark.usefixtures("nobody_comes", "_as_table_owner")
def test_copies_pass_every_check_of_the_database_and_chain_a_whole_ledger() -> None:
    made, other = places._brand("load"), places._brand("elsewhere")
    before = Submission.objects.count(), Asset.objects.count(), StateChange.objects.count(), Grant.objects.count()
    for one in (made, other):
        filling.fill(filling.Cast(one.brand.pk, tuple(sent.pk for sent in one.all), COPIES))

    counts = Submission.objects.count(), Asset.objects.count(), StateChange.objects.count(), Grant.objects.count()
    assert counts == tuple((COPIES + 1) * count for count in before)
    assert [verification.problems(brand.pk) for brand in Brand.objects.all()] == [[], []]
    usable = submissions_queries.publishable(use=Use("brand_page"), at=places.NOON)
    assert usable.filter(brand=made.brand).count() == (COPIES + 1) * places.APPROVED
    times = Submission.objects.filter(brand=made.brand).values("received_at").annotate(count=Count("pk"))
    assert {row["count"] for row in times} == {places.EACH}
