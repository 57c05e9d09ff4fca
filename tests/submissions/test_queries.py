"""Who sees which submissions, and the one question: may it be used? Asked alone and in a list, it is one answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.roles import Role
from rights import services as rights_services
from rights.uses import CHANNELS, Use
from submissions import queries, services
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, Rendition, Submission
from tests.submissions import makers
from tests.submissions.makers import ALL_SCOPES, AT

pytestmark = pytest.mark.django_db
PAGE = Use("brand_page")


def usable(**fields: Any) -> Submission:
    submission = makers.submission(State.APPROVED, **fields)
    makers.grant(submission)
    return submission


def reasons(asset: Asset, use: Use = PAGE) -> list[str]:
    answer = queries.may_use(asset=asset, use=use, at=AT)
    assert answer.allowed == (asset in queries.publishable(use=use, at=AT))
    return [reason.code for reason in answer.reasons]


def test_brands_see_only_their_own() -> None:
    mine, foreign = makers.submission(), makers.submission()
    viewer = makers.member(mine.brand, Role.VIEWER)
    assert list(queries.of_brand(viewer)) == [mine]
    assert queries.get(viewer, mine.pk) == mine
    assert queries.get(viewer, foreign.pk) is None
    assert queries.asset(viewer, mine.assets.get().pk) == mine.assets.get()
    assert queries.asset(viewer, foreign.assets.get().pk) is None
    token = Actor("member", mine.brand_id, Role.OWNER, user_id=1, scopes=frozenset({"export"}))
    for nobody in (VISITOR, SYSTEM, makers.fan(mine), token):
        assert not queries.of_brand(nobody).exists()


def test_the_queue_is_ordered_by_age_and_may_be_narrowed_to_a_campaign() -> None:
    first = makers.campaign()
    second = makers.campaign(first.brand)
    late = makers.submission(of=first, received_at=AT + timedelta(hours=1))
    early = makers.submission(of=second)
    for state in set(State) - {State.AWAITING_REVIEW}:
        makers.submission(state, of=first)
    moderator = makers.member(first.brand)
    assert list(queries.awaiting_review(moderator)) == [early, late]
    assert list(queries.awaiting_review(moderator, first)) == [late]


def test_contributors_see_only_their_own() -> None:
    mine = makers.submission()
    other = makers.submission(of=mine.campaign)
    assert list(queries.of_contributor(mine.contributor)) == [mine]
    assert queries.for_contributor(mine.contributor, mine.pk) == mine
    assert queries.for_contributor(mine.contributor, other.pk) is None


def test_what_is_approved_ready_and_granted_may_be_used() -> None:
    asset = usable().assets.get()
    answer = queries.may_use(asset=asset, use=PAGE, at=AT)
    assert answer.allowed
    assert answer.events


@pytest.mark.parametrize("state", set(State) - {State.APPROVED})
def test_nothing_in_another_state_may_be_used(state: State) -> None:
    submission = makers.submission(state)
    makers.grant(submission)
    expected = "withdrawn" if state in (State.WITHDRAWN, State.ERASED) else "not_approved"
    assert reasons(submission.assets.get()) == [expected]


@pytest.mark.parametrize("state", set(AssetState) - {AssetState.READY})
def test_no_asset_in_another_state_may_be_used(state: AssetState) -> None:
    submission = usable(assets=[state])
    assert reasons(submission.assets.get()) == ["excluded" if state == AssetState.EXCLUDED else "not_ready"]


def test_without_a_grant_nothing_may_be_used() -> None:
    assert reasons(makers.submission(State.APPROVED).assets.get()) == ["no_grant"]


def test_all_that_stands_against_it_is_said() -> None:
    asset = makers.submission(State.AWAITING_REVIEW, [AssetState.UNUSABLE]).assets.get()
    assert reasons(asset) == ["not_approved", "not_ready", "no_grant"]


def test_withdrawal_stops_every_use_at_once() -> None:
    submission = usable(assets=[AssetState.READY, AssetState.READY])
    first, second = submission.assets.all()
    services.withdraw(submission=submission, by=makers.fan(submission), at=AT, assets=[first.pk])
    assert reasons(first) == ["withdrawn", "revoked"]
    assert reasons(second) == ["granted"]
    services.withdraw(submission=submission, by=makers.fan(submission), at=AT)
    assert reasons(second) == ["withdrawn", "revoked"]


def test_state_and_ledger_each_refuse_alone() -> None:
    submission = usable(assets=[AssetState.READY, AssetState.READY])
    first, second = submission.assets.all()
    Asset.objects.filter(pk=first.pk).update(withdrawn_at=AT)
    assert reasons(first) == ["withdrawn"]
    rights_services.revoke(
        brand_id=submission.brand_id, submission_id=submission.pk, asset_id=second.pk, by=makers.fan(submission), at=AT
    )
    assert reasons(second) == ["revoked"]


def test_the_answer_reads_the_row_and_not_an_old_copy() -> None:
    submission = usable()
    asset = Asset.objects.select_related("submission").get()
    services.withdraw(submission=submission, by=makers.fan(submission), at=AT)
    assert asset.submission.state == State.APPROVED
    assert not queries.may_use(asset=asset, use=PAGE, at=AT).allowed


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_is_one_query(count: int) -> None:
    usable(assets=[AssetState.READY] * count)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(queries.publishable(use=PAGE, at=AT)) == count
    assert len(asked) == 1


FACTS = st.one_of(
    st.tuples(st.just("grant"), st.lists(st.sampled_from(ALL_SCOPES[1:]), unique=True), st.booleans()),
    st.tuples(st.just("revoke"), st.lists(st.sampled_from(CHANNELS), unique=True), st.booleans()),
    st.tuples(
        st.just("people"), st.sampled_from(["unknown", "nobody", "others_agreed", "child_guardian"]), st.booleans()
    ),
    st.tuples(st.just("music"), st.sampled_from(["unknown", "none", "other"]), st.booleans()),
)
USES = st.one_of(
    st.just(PAGE),
    st.builds(Use, st.sampled_from(CHANNELS), st.sampled_from(["*", "DE"]), st.booleans(), st.booleans()),
)


class OneRule(TestCase):
    """The list and the single question are two spellings of one rule."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        state=st.sampled_from([State.APPROVED, State.APPROVED, State.AWAITING_REVIEW, State.WITHDRAWN]),
        assets=st.lists(
            st.tuples(st.sampled_from([AssetState.READY, AssetState.READY, AssetState.EXCLUDED]), st.booleans()),
            min_size=1,
            max_size=3,
        ),
        granted=st.booleans(),
        facts=st.lists(FACTS, max_size=6),
        use=USES,
        hours=st.integers(-1, 8),
    )
    def test_publishable_equals_may_use_for_every_asset(
        self,
        state: State,
        assets: list[tuple[AssetState, bool]],
        granted: bool,
        facts: list[tuple[str, Any, bool]],
        use: Use,
        hours: int,
    ) -> None:
        submission = makers.submission(state, [each for each, _gone in assets])
        for asset, (_state, gone) in zip(submission.assets.all(), assets, strict=True):
            asset.withdrawn_at = AT if gone else None
            asset.save()
        if granted:
            makers.grant(submission)
        first = submission.assets.all()[0]
        for number, (kind, what, of_asset) in enumerate(facts):
            append(submission, kind, what, first if of_asset else None, AT + timedelta(hours=number))
        at = AT + timedelta(hours=hours)
        listed = set(queries.publishable(use=use, at=at).values_list("pk", flat=True))
        asked = {asset.pk for asset in submission.assets.all() if queries.may_use(asset=asset, use=use, at=at).allowed}
        assert listed == asked


def append(submission: Submission, kind: str, what: Any, asset: Asset | None, at: Any) -> None:
    about = {"submission_id": submission.pk, "asset_id": asset.pk if asset else None, "at": at}
    by = makers.fan(submission)
    if kind == "grant":
        makers.grant(submission, ("pages", *what), **{key: about[key] for key in ("asset_id", "at")})
    elif kind == "revoke":
        rights_services.revoke(brand_id=submission.brand_id, channels=what or None, by=by, **about)
    else:
        rights_services.release(brand_id=submission.brand_id, kind=kind, answer=what, by=by, **about)


def rendition(asset: Asset, stage: str, spec: str, width: int, content_type: str) -> Rendition:
    return Rendition.objects.create(
        brand_id=asset.brand_id, asset=asset, spec=spec, spec_version=1, stage=stage, key=f"{asset.pk}/{stage}-{spec}",
        content_type=content_type, width=width, height=10, bytes=1, sha256="0" * 64, created_at=AT,
    )  # fmt: skip


def test_the_best_rendition_is_public_and_of_its_own_kind() -> None:
    asset = makers.submission().assets.get()
    large = rendition(asset, "review", "photo-1280", 1280, "image/jpeg")
    small = rendition(asset, "review", "photo-320", 320, "image/jpeg")
    assert queries.best_rendition(asset, "photo-2048") == large
    assert queries.best_rendition(asset, "photo-320") == small
    public = rendition(asset, "public", "photo-320", 320, "image/webp")
    assert queries.best_rendition(asset, "photo-320") == public
    assert queries.best_rendition(asset, "poster") is None
    assert queries.best_rendition(asset, "full") is None


def test_a_video_shows_its_preview_until_it_is_made() -> None:
    asset = makers.submission().assets.get()
    poster = rendition(asset, "review", "poster", 1280, "image/jpeg")
    preview = rendition(asset, "review", "preview", 480, "video/mp4")
    assert queries.best_rendition(asset, "video-720") == preview
    assert queries.best_rendition(asset, "poster-320") == poster
    video = rendition(asset, "public", "video-720", 1280, "video/mp4")
    assert queries.best_rendition(asset, "video-720") == video
    assert queries.best_rendition(asset, "preview") == preview
