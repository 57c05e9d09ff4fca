"""What leaves on the sender's word about others in it: for which uses, and what the manifest says of it."""

import pytest

from rights.uses import Use
from submissions.models import ReleaseRequest
from submissions.releases import services as releases_services
from tests.galleries import media, stage
from tests.galleries.stage import AT

pytestmark = pytest.mark.django_db
Link = ReleaseRequest.Link


@pytest.mark.parametrize(
    ("link", "grade", "reasons"), [(Link.HANDED_OVER, "D", ["people_grade"]), (Link.MAIL, "A", [])]
)
def test_the_manifest_says_by_which_link_others_agreed(link: Link, grade: str, reasons: list[str]) -> None:
    submission = media.with_original(stage.approved(people="others_agreed"))
    (request,) = releases_services.ask(submission=submission, role="person", people=[], at=AT)
    releases_services.answer(
        request=request, link=link, agrees=True, statement="I agree.", locale="en", control="release-page/button",
        at=AT,
    )  # fmt: skip
    (row,) = media.manifest(media.run(media.request(submission)))["rows"]
    assert row["evidence_grade"] == grade
    ads = media.manifest(media.run(media.request(submission, use=Use("paid_ads"), at=AT)))
    told = [reason["code"] for one in ads["refused"] for reason in one["reasons"]]
    assert (told, [row["evidence_grade"] for row in ads["rows"]]) == (reasons, [] if reasons else ["A"])
