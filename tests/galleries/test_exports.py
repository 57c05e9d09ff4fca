"""An export from request to download: what is in the ZIP, what is left out and why, and who may fetch it when."""

import csv
import hashlib
import io
import uuid

import pytest
from PIL import Image

from accounts.actors import SYSTEM
from core import storage
from galleries import queries
from galleries.exporting.manifest import COLUMNS
from galleries.models import Export, ExportItem, Placement
from rights import queries as rights_queries, services as rights_services
from rights.uses import Use
from tests.galleries import media, stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def test_the_zip_holds_full_size_files_and_a_manifest_in_the_galleries_order() -> None:
    campaign = makers.campaign()
    first = media.with_original(
        stage.approved(campaign, name="Ada", caption="Two boats"), media.camera_jpeg((800, 600))
    )
    second = media.with_original(stage.approved(campaign, assets=2), media.camera_jpeg((300, 500)))
    export = media.run(media.request(media.gallery_of(second, first)))

    assert (export.state, export.done, export.total, export.attempts) == ("ready", 3, 3, 1)
    archive = media.opened(export)
    assert archive.testzip() is None
    rows = media.manifest(export)["rows"]
    assert [row["submission_id"] for row in rows] == [str(second.pk), str(second.pk), str(first.pk)]
    assert archive.namelist() == [*(row["file"] for row in rows), "manifest.json", "manifest.csv"]
    for row in rows:
        body = archive.read(row["file"])
        assert hashlib.sha256(body).hexdigest() == row["sha256"]
        assert Image.open(io.BytesIO(body)).size == (row["width"], row["height"])
    assert [(row["width"], row["height"]) for row in rows] == [(300, 500), (300, 500), (800, 600)]
    assert rows[2]["file"] == "files/0003-two-boats.jpg"
    with storage.open(export.key) as file:
        body = file.read()
    assert (len(body), hashlib.sha256(body).hexdigest()) == (export.bytes, export.sha256)


def test_the_manifest_says_everything_of_the_contract() -> None:
    submission = media.with_original(stage.approved(name="Ada", caption="Two boats"))
    asset = submission.assets.get()
    asset.alt_text, asset.captured_at = "Two boats on a lake", later(days=-3)
    asset.captured_at_kind, asset.captured_at_offset = "instant", 120
    asset.save()
    export = media.run(media.request(submission))
    (grant,) = [
        one for one in rights_queries.grants(submission_id=submission.pk, at=AT) if "brand_page" in one.channels
    ][:1]
    sequence, digest = rights_queries.head(submission.brand_id)

    (row,) = media.manifest(export)["rows"]

    assert tuple(row) == COLUMNS
    assert {name: row[name] for name in COLUMNS if name not in ("sha256", "file", "grant_ids", "scope")} == {
        "submission_id": str(submission.pk),
        "asset_id": str(asset.pk),
        "width": 640,
        "height": 480,
        "duration_s": None,
        "creator": "Ada",
        "credit_line": f"Ada / {submission.brand.name}",
        "caption": "Two boats",
        "alt": "Two boats on a lake",
        "source": "page",
        "permalink": "",
        "captured_at": "2026-11-19T14:00:00+02:00",
        "captured_at_kind": "instant",
        "approved_at": "2026-11-22T12:00:00Z",
        "terms_version": 1,
        "expires_at": None,
        "evidence_grade": "A",
        "ledger_head": f"{sequence}:{digest}",
    }
    assert grant.number in row["grant_ids"]
    assert "pages" in row["scope"]
    about = media.manifest(export)
    assert (about["use"]["channel"], about["brand"]) == ("brand_page", submission.brand.slug)
    assert about["evidence_grades"] == ["A", "B", "C", "D"]


def test_what_another_system_stated_leaves_for_no_advertisement_unless_the_brand_takes_it() -> None:
    submission = media.with_original(stage.approved(grade="D"))
    use = Use("paid_ads")
    refused = media.manifest(media.run(media.request(submission, use=use)))
    assert ([reason["code"] for reason in refused["refused"][0]["reasons"]], refused["rows"]) == (["grade"], [])
    assert refused["evidence_grades"] == ["A", "B"]

    rights_services.take_grades(brand=submission.brand, sets={"paid_ads": "ABD"}, by=SYSTEM, at=AT)

    taken = media.manifest(media.run(media.request(submission, use=use)))
    assert [row["evidence_grade"] for row in taken["rows"]] == ["D"]
    assert taken["evidence_grades"] == ["A", "B", "D"]


def test_a_row_names_the_evidence_that_the_use_rests_on() -> None:
    submission = media.with_original(stage.approved(grade="D"))
    makers.grant(submission, ("pages", "ads"))  # better, and for less
    for use, grade in ((Use("brand_page"), "A"), (Use("paid_ads"), "A")):
        (row,) = media.manifest(media.run(media.request(submission, use=use)))["rows"]
        assert row["evidence_grade"] == grade
    rights_services.take_grades(brand=submission.brand, sets={"wall": "D"}, by=SYSTEM, at=AT)
    (row,) = media.manifest(media.run(media.request(submission, use=Use("wall"))))["rows"]
    assert row["evidence_grade"] == "D"


def test_the_csv_has_the_same_rows_and_runs_no_formula() -> None:
    hostile = stage.approved(name="=HYPERLINK(1)", caption='+1, "two"\nlines; @SUM(A1)')
    media.with_original(hostile)
    export = media.run(media.request(hostile))
    text = media.opened(export).read("manifest.csv").decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert tuple(row) == COLUMNS
    assert row["creator"] == "'=HYPERLINK(1)"
    assert row["caption"] == "'+1, \"two\"\nlines;' @SUM(A1)"
    plain = media.manifest(export)["rows"][0]
    assert (plain["creator"], row["sha256"], row["file"]) == ("=HYPERLINK(1)", plain["sha256"], plain["file"])


def test_no_canary_of_the_camera_leaves_in_any_byte() -> None:
    body = media.camera_jpeg()
    assert sum(canary in body for canary in media.CANARIES) >= 6  # the control: they are really in the original
    submission = media.with_original(stage.approved(), body)
    export = media.run(media.request(submission))
    archive = media.opened(export)
    with storage.open(export.key) as file:
        delivered = [file.read(), *(archive.read(name) for name in archive.namelist())]
    for content in delivered:
        assert [canary for canary in media.CANARIES if canary in content] == []
    picture = Image.open(io.BytesIO(archive.read(media.manifest(export)["rows"][0]["file"])))
    assert not picture.getexif()
    assert "comment" not in picture.info


def test_a_video_leaves_whole_and_without_its_cameras_words() -> None:
    body = media.camera_mp4()
    assert b"CANARY-GPS" in body
    assert media.SERIAL.encode() in body
    submission = stage.approved()
    submission.assets.update(kind="video", duration_ms=2000)
    media.with_original(submission, body)
    export = media.run(media.request(submission))
    (row,) = media.manifest(export)["rows"]
    content = media.opened(export).read(row["file"])
    assert row["file"].endswith(".mp4")
    assert (row["width"], row["height"]) == (160, 120)
    assert row["duration_s"] == pytest.approx(2.0, abs=0.3)
    assert hashlib.sha256(content).hexdigest() == row["sha256"]
    for canary in (b"CANARY", b"+47.3769", b"com.example"):
        assert canary not in content
    assert b"xmpRights:UsageTerms" in content


def test_every_file_carries_its_rights() -> None:
    submission = media.with_original(stage.approved(name="Ada Łukasz & <Sons>"))
    export = media.run(media.request(submission))
    archive = media.opened(export)
    row = media.manifest(export)["rows"][0]
    packet = archive.read(row["file"]).decode("utf-8", "ignore")
    for wanted in (
        "Ada Łukasz &amp; &lt;Sons&gt;",
        "photoshop:Credit",
        "xmpRights:UsageTerms",
        "xmpRights:WebStatement",
        f"/c/{submission.campaign.slug}/",
        "DMI-PROHIBITED",
        "MR-NAP",
        submission.brand.contact_email,
        f"ledger event {row['grant_ids'][0]}",
    ):
        assert wanted in packet


def test_what_may_not_be_used_is_left_out_with_its_reasons() -> None:
    campaign = makers.campaign()
    fine = media.with_original(stage.approved(campaign))
    no_ads = media.with_original(stage.approved(campaign, scopes=("pages",)))
    strangers = media.with_original(stage.approved(campaign, people="others_agreed"))
    waiting = media.with_original(stage.waiting(campaign))
    withdrawn = stage.withdraw(media.with_original(stage.approved(campaign)), at=AT)
    export = media.run(media.request(media.gallery_of(fine, no_ads, strangers, waiting, withdrawn), media.ADS))

    found = media.manifest(export)
    assert [row["submission_id"] for row in found["rows"]] == [str(fine.pk)]
    refused = {row["submission_id"]: [reason["code"] for reason in row["reasons"]] for row in found["refused"]}
    assert {key: codes[0] for key, codes in refused.items()} == {
        str(no_ads.pk): "channel",
        str(strangers.pk): "people_limited",
        str(waiting.pk): "not_approved",
        str(withdrawn.pk): "withdrawn",
    }
    assert all(reason["sentence"] for row in found["refused"] for reason in row["reasons"])
    assert len(media.opened(export).namelist()) == 3
    left = queries.left_out(export)
    assert {(row.item.submission_id, row.codes[0]) for row in left} == {
        (uuid.UUID(key), codes[0]) for key, codes in refused.items()
    }
    assert all(row.sentences for row in left)
    assert [item.submission_id for item in queries.included(export)] == [fine.pk]


def test_delivered_assets_get_a_place_under_the_ledger_head() -> None:
    submission = media.with_original(stage.approved())
    export = media.run(media.request(submission, media.ADS))
    place = Placement.objects.get(kind="export")
    assert (place.export, place.asset, place.use["channel"]) == (export, submission.assets.get(), "paid_ads")
    assert (place.ledger_sequence, place.ledger_hash) == rights_queries.head(submission.brand_id)
    item = ExportItem.objects.get()
    assert (item.made_from, len(item.sha256)) == ("original", 64)


def test_an_empty_export_still_says_why() -> None:
    submission = stage.approved(scopes=("pages",))
    export = media.run(media.request(submission, media.ADS))
    assert export.state == "ready"
    assert media.opened(export).namelist() == ["manifest.json", "manifest.csv"]
    assert len(media.manifest(export)["refused"]) == 1


def test_without_an_original_the_largest_public_rendition_stands_in() -> None:
    submission = stage.approved()
    asset = submission.assets.get()
    asset.original_key = ""
    asset.save()
    media.put_rendition(asset, "photo-640", 640, 480)
    media.put_rendition(asset, "photo-1280", 1280, 960)
    media.put_rendition(asset, "photo-2048", 2048, 1536, stage="review")
    export = media.run(media.request(submission))
    assert media.manifest(export)["rows"][0]["width"] == 1280
    assert ExportItem.objects.get().made_from == "photo-1280"


def test_an_export_that_waits_is_made_by_the_rules_of_the_day_it_was_asked_for() -> None:
    submission = media.with_original(stage.approved())
    export = media.request(submission)
    kept = Use("brand_page", "XX").as_dict()  # was taken as a country once
    Export.objects.filter(pk=export.pk).update(use=kept)
    assert media.run(export).state == "ready"
    about = media.manifest(export)
    assert (about["use"], len(about["rows"]), about["evidence_grades"]) == (kept, 1, ["A", "B", "C", "D"])


@pytest.mark.parametrize("trouble", ["missing", "broken", "swapped"])
def test_a_bad_original_is_not_delivered(trouble: str) -> None:
    submission = media.with_original(stage.approved())
    asset = submission.assets.get()
    if trouble == "missing":
        storage.delete(asset.original_key)
    elif trouble == "broken":
        media.put_original(asset, media.camera_jpeg()[:300])
    else:
        asset.original_sha256 = "1" * 64
        asset.save()
    export = media.run(media.request(submission))
    assert media.manifest(export)["rows"] == []
    assert media.manifest(export)["refused"][0]["reasons"][0]["code"] == "no_file"
    assert ExportItem.objects.get().refused[0]["code"] == "no_file"


def test_a_campaign_export_takes_what_is_approved_of_this_campaign_only() -> None:
    campaign = makers.campaign()
    mine = media.with_original(stage.approved(campaign))
    media.with_original(stage.waiting(campaign))
    media.with_original(stage.approved(makers.campaign(campaign.brand)))
    export = media.run(media.request(mine))
    assert [row["submission_id"] for row in media.manifest(export)["rows"]] == [str(mine.pk)]


def test_two_galleries_with_the_same_work_keep_their_own_orders() -> None:
    campaign = makers.campaign()
    one, two = (media.with_original(stage.approved(campaign)) for _ in range(2))
    media.gallery_of(one, two)
    export = media.run(media.request(media.gallery_of(two, one)))
    assert [row["submission_id"] for row in media.manifest(export)["rows"]] == [str(two.pk), str(one.pk)]
