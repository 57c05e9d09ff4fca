"""The ledger's answer to one use, from the facts of one submission. Pure; `rights.queries` reads the facts.

The same rule stands as SQL in `rights.covering`; a test over random facts holds both together.

A use is covered when one grant reaches it whole (channel, territory, time, edits, AI, and evidence of a grade that
the use takes), nothing later took that grant back, and what was answered about people and music allows it. The most
restrictive answer wins.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from rights import grades
from rights.models import Grant, Release, Revocation, TakenGrades
from rights.uses import EVERYWHERE, Use

UNKNOWN = "brand_page"  # what no answer allows
ALWAYS_ASKED = (Release.Kind.PEOPLE, Release.Kind.MUSIC)
_FROM_MOST_RESTRICTIVE = ("nothing", "brand_page", "stated", "all")


@dataclass(frozen=True)
class Reason:
    """Why, as a code for programs and a sentence for people."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Answer:
    """Yes or no, why, and the numbers of the ledger events it rests on."""

    allowed: bool
    reasons: tuple[Reason, ...]
    events: tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    """What the ledger says about one submission."""

    grants: Sequence[Grant] = ()
    releases: Sequence[Release] = ()
    revocations: Sequence[Revocation] = ()
    taken: Sequence[TakenGrades] = ()  # what the brand changed about the grades of evidence

    def about(self, asset_id: UUID | None, at: datetime) -> "Facts":
        """Return what was known at a moment about the whole submission and this asset of it."""
        return Facts(
            [fact for fact in self.grants if _concerns(fact, asset_id, at)],
            [fact for fact in self.releases if _concerns(fact, asset_id, at)],
            [fact for fact in self.revocations if _concerns(fact, asset_id, at)],
            [fact for fact in self.taken if fact.at <= at],
        )

    def takes(self, channel: str) -> frozenset[str]:
        """Return the grades of evidence that a channel takes: as the brand said last, or by default."""
        said = [fact for fact in self.taken if fact.channel == channel]
        newest = max(said, key=lambda fact: fact.sequence, default=None)
        return frozenset(newest.grades) if newest else grades.TAKEN[channel]


def _concerns(fact: Grant | Release | Revocation, asset_id: UUID | None, at: datetime) -> bool:
    return fact.at <= at and fact.asset_id in (None, asset_id)


def decide(facts: Facts, *, asset_id: UUID | None, use: Use, at: datetime) -> Answer:
    """Answer one use of one asset at a moment; all that stands against it is listed, not only the first."""
    known = facts.about(asset_id, at)
    takes = known.takes(use.channel)
    reaching = [grant for grant in known.grants if not shortfalls(grant, use, at, takes)]
    live = [grant for grant in reaching if not taken_back_for(grant, known.revocations, use)]
    against: list[Reason] = []
    events: list[int] = []
    supporting: list[int] = []
    if not live:
        against, events = _no_grant(known, reaching, use, at)
    for question in asked(known.releases):
        barring = [one for one in newest(known.releases, question) if not _allows(one.allows, use.channel, takes)]
        # The strictest of those that stand in the way; where nothing was said, that itself may.
        allowed, numbers = answered(barring or known.releases, question)
        if not barring and _allows(allowed, use.channel, takes):
            supporting += numbers
        else:
            against.append(_release_reason(question, allowed, bool(numbers), takes))
            events += numbers
    if against:
        return Answer(False, tuple(against), tuple(sorted(set(events))))
    supporting.append(max(grant.sequence for grant in live))
    return Answer(True, (Reason("granted", _("The author allowed this use.")),), tuple(sorted(supporting)))


def shortfalls(grant: Grant, use: Use, at: datetime, takes: Collection[str]) -> list[str]:
    """Return the codes of all that a grant lacks for a use that takes these grades of evidence."""
    lacking = {
        "not_started": grant.starts_at > at,
        "expired": grant.ends_at is not None and grant.ends_at <= at,
        "channel": use.channel not in grant.channels,
        "territory": EVERYWHERE not in grant.territories and use.territory not in grant.territories,
        "edits": use.edits and not grant.edits,
        "ai": use.ai and not grant.ai,
        "grade": grant.evidence_grade not in takes,
    }
    return [code for code, lacks in lacking.items() if lacks]


def taken_back(grant: Grant, revocations: Sequence[Revocation], channel: str) -> list[int]:
    """Return the events that took this grant back for a channel. An asset's revocation leaves the others alone."""
    return taken_back_for(grant, revocations, Use(channel))


def taken_back_for(grant: Grant, revocations: Sequence[Revocation], use: Use) -> list[int]:
    """Return the events that took this grant back for a use, with changes or AI training if the use wants them."""
    return [
        revocation.sequence
        for revocation in revocations
        if revocation.sequence > grant.sequence
        and (revocation.channels is None or use.channel in revocation.channels)
        and (revocation.additions is None or wanted_additions(use) & set(revocation.additions))
    ]


def asked(releases: Sequence[Release]) -> list[Release.Kind]:
    """Return the questions that count: about people and music always, the others once something was said."""
    said = {release.kind for release in releases}
    return [question for question in Release.Kind if question in ALWAYS_ASKED or question in said]


def wanted_additions(use: Use) -> set[str]:
    """Return what a use wants beyond showing: `edits`, `ai`."""
    return {name for name, wanted in (("edits", use.edits), ("ai", use.ai)) if wanted}


def addition_left(grant: Grant, revocations: Sequence[Revocation], addition: str) -> bool:
    """Whether a grant's permission for changes or AI training still stands, whatever the channel."""
    return bool(getattr(grant, addition)) and not any(
        revocation.sequence > grant.sequence and revocation.additions and addition in revocation.additions
        for revocation in revocations
    )


def answered(releases: Sequence[Release], question: str) -> tuple[str, list[int]]:
    """Return what the answers to a question allow, and their events.

    The newest answer about the whole submission and the newest about the asset count; the stricter one wins.
    """
    counting = newest(releases, question)
    if not counting:
        return UNKNOWN, []
    strictest = min((release.allows for release in counting), key=_FROM_MOST_RESTRICTIVE.index)
    return strictest, [release.sequence for release in counting if release.allows == strictest]


def newest(releases: Sequence[Release], question: str) -> list[Release]:
    """Return the newest answer about the whole submission and the newest about the asset, as far as there are any."""
    found: dict[UUID | None, Release] = {}
    for release in sorted(releases, key=lambda release: release.sequence):
        if release.kind == question:
            found[release.asset_id] = release
    return list(found.values())


def is_narrower(allowed: str, than: str) -> bool:
    """Whether an answer allows less than another one."""
    return _FROM_MOST_RESTRICTIVE.index(allowed) < _FROM_MOST_RESTRICTIVE.index(than)


def _allows(allowed: str, channel: str, takes: Collection[str]) -> bool:
    """Whether an answer reaches a channel that takes these grades of evidence."""
    return allowed in ("all", channel) or (allowed == "stated" and grades.STATED in takes)


def _no_grant(known: Facts, reaching: Sequence[Grant], use: Use, at: datetime) -> tuple[list[Reason], list[int]]:
    """Say why no grant is left: taken back, falling short, or never given."""
    if reaching:
        numbers = [number for grant in reaching for number in taken_back_for(grant, known.revocations, use)]
        return [Reason("revoked", _("The author took this permission back."))], numbers
    if not known.grants:
        return [Reason("no_grant", _("The author has not allowed any use."))], []
    takes = known.takes(use.channel)
    nearest = min(known.grants, key=lambda grant: (len(shortfalls(grant, use, at, takes)), -grant.sequence))
    sentences = _shortfall_sentences(nearest, takes)
    return [Reason(code, sentences[code]) for code in shortfalls(nearest, use, at, takes)], [nearest.sequence]


def _shortfall_sentences(grant: Grant, takes: Collection[str]) -> dict[str, str]:
    grade = _("This use takes evidence of grade %(taken)s; here it is grade %(grade)s: %(meaning)s.")
    known = {"grade": grant.evidence_grade, "meaning": grades.GRADES[grant.evidence_grade]}
    return {
        "grade": grade % (known | {"taken": ", ".join(grades.ordered(takes))}),
        "not_started": _("The permission begins later."),
        "expired": _("The permission has run out."),
        "channel": _("The author has not allowed this channel."),
        "territory": _("The author has not allowed this country."),
        "edits": _("The author has not allowed changes."),
        "ai": _("The author has not allowed AI training."),
    }


def _nothing_sentences() -> dict[str, str]:
    return {
        "music": _("The music in it may not be used."),
        "people": _("A child is in the picture and no guardian has agreed yet."),
        "email": _("The e-mail address has not been confirmed yet."),
        "guardian": _("The sender is young, and no parent or guardian has agreed yet."),
        "person": _("Somebody who was asked about the picture does not agree."),
    }


def _release_reason(question: str, allowed: str, known: bool, takes: Collection[str]) -> Reason:
    if allowed == "stated":
        told = _("Those in it agreed by a link that the sender handed over: grade D. This use takes grade %(taken)s.")
        return Reason(f"{question}_grade", told % {"taken": ", ".join(grades.ordered(takes))})
    sentences = {
        ("people", False): _("Nobody has said who is in the picture, so it may only be shown on our own pages."),
        ("people", True): _("The answer about the people in the picture allows our own pages only."),
        ("music", False): _("Nobody has said whose music it is, so it may only be shown on our own pages."),
        ("music", True): _("The answer about the music allows our own pages only."),
    }
    if allowed == "nothing":
        return Reason(f"{question}_nothing", _nothing_sentences()[question])
    return Reason(f"{question}_{'limited' if known else 'unknown'}", sentences[question, known])
