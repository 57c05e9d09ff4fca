"""The ledger of rights: terms, grants, releases and revocations, all append-only.

No foreign key leaves this app: the ledger names a submission by its UUID and a person by a pseudonym,
so that media and personal data can be erased while the proof remains.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.appendonly import AppendOnly
from rights.grades import GRADES
from rights.uses import CHANNELS


class Terms(AppendOnly):
    """One immutable version of a text that contributors agree to, in one locale."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand_id = models.UUIDField()
    family = models.SlugField(max_length=60, help_text="All versions of one text, in all locales, share a family.")
    version = models.PositiveIntegerField(help_text="Counts through the family, so that it names one text alone.")
    locale = models.CharField(max_length=10)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    summary = ArrayField(models.CharField(max_length=300), size=5, help_text="The text in plain sentences.")
    scopes = models.JSONField(help_text="List of offered scopes, whole definitions: see rights.scopes.Scope.")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "family", "version"], name="terms_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="terms_version_from_one"),
            models.CheckConstraint(condition=Q(text_hash__regex=r"^[0-9a-f]{64}$"), name="terms_hash_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.family} v{self.version} ({self.locale})"


class LedgerHead(models.Model):
    """The last event of a brand's chain; its row lock keeps the sequence gap-free."""

    brand_id = models.UUIDField(primary_key=True)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.brand_id} #{self.sequence}"


class LedgerEvent(AppendOnly):
    """One fact in a brand's hash chain: `hash = sha256(prev ‖ canonical JSON of body)`."""

    class Kind(models.TextChoices):
        # Plain words: the sentences for people are made in `rights.queries`.
        TERMS = "terms"
        GRANT = "grant"
        RELEASE = "release"
        REVOCATION = "revocation"
        GRADES = "grades"

    brand_id = models.UUIDField()
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    submission_id = models.UUIDField(null=True)
    body = models.TextField(help_text="Canonical JSON: sorted keys, no spaces, no personal data.")
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "sequence"], name="ledger_sequence_once"),
            models.UniqueConstraint(fields=["brand_id", "prev_hash"], name="ledger_no_fork"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="ledger_sequence_from_one"),
            models.CheckConstraint(
                condition=Q(kind__in=["terms", "grant", "release", "revocation", "grades"]), name="ledger_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["submission_id", "sequence"], name="ledger_by_submission")]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.kind}"


class Opening(models.Model):
    """The salt that opens one event's commitment to who the person was: erasable, unlike the ledger.

    Without it the commitment in the event cannot be tried against guessed names.
    """

    event = models.OneToOneField(LedgerEvent, on_delete=models.PROTECT, primary_key=True, related_name="+")
    brand_id = models.UUIDField()
    person = models.UUIDField(db_index=True, help_text="The contributor's pseudonym.")
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"opening of event {self.event_id}"


class Fact(AppendOnly):
    """Base of the queryable facts; each belongs to one ledger event and repeats its sequence."""

    event = models.OneToOneField(LedgerEvent, on_delete=models.PROTECT, primary_key=True, related_name="+")
    brand_id = models.UUIDField()
    sequence = models.BigIntegerField()
    submission_id = models.UUIDField()
    asset_id = models.UUIDField(null=True, help_text="None: the whole submission.")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Grant(Fact):
    """What may be done with a submission (or one asset), where and until when."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    scopes = ArrayField(models.CharField(max_length=40), help_text="Keys of the scopes that were ticked.")
    channels = ArrayField(models.CharField(max_length=20))
    territories = ArrayField(models.CharField(max_length=2), default=list, help_text='ISO 3166 codes or "*".')
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    edits = models.BooleanField(default=False)
    sublicence = models.BooleanField(default=False)
    credit = models.BooleanField(default=True)
    ai = models.BooleanField(default=False)
    evidence_grade = models.CharField(max_length=1, choices=[(grade, grade) for grade in GRADES])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="grant_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(evidence_grade__in=list(GRADES)), name="grant_grade_known"),
            models.CheckConstraint(
                condition=~Q(evidence_grade="C") | Q(channels__contained_by=["brand_page"]),
                name="grant_c_brand_page_only",
            ),
            models.CheckConstraint(
                condition=Q(channels__contained_by=list(CHANNELS)) & ~Q(channels=[]), name="grant_channels_known"
            ),
            models.CheckConstraint(condition=~Q(territories=[]), name="grant_is_somewhere"),
        ]
        indexes = [models.Index(fields=["submission_id"], name="grant_by_submission")]

    def __str__(self) -> str:
        return f"grant #{self.sequence}"


class Release(Fact):
    """An answer that limits or frees: the newest one of each kind counts.

    People and music are asked of every work, so that silence limits it. The other kinds count once they were
    asked: whether the address was confirmed, a young contributor's guardian agreed, the people in it object.
    """

    class Kind(models.TextChoices):
        PEOPLE = "people"
        MUSIC = "music"
        EMAIL = "email"
        GUARDIAN = "guardian"
        PERSON = "person"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    answer = models.CharField(max_length=20)
    allows = models.CharField(
        max_length=10,
        choices=[("all", "all"), ("stated", "stated"), ("brand_page", "brand_page"), ("nothing", "nothing")],
        help_text="`stated`: what takes evidence of grade D.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["people", "music", "email", "guardian", "person"]), name="release_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["email", "guardian", "person"])
                | Q(allows="nothing")
                | Q(allows="all", answer__in=["confirmed", "agreed"]),
                name="release_only_agreement_allows",
            ),
            models.CheckConstraint(
                condition=Q(allows__in=["all", "stated", "brand_page", "nothing"]), name="release_allows_known"
            ),
        ]
        indexes = [
            models.Index(fields=["submission_id", "kind", "-sequence"], name="release_newest"),
            models.Index(fields=["at"], condition=~Q(allows="all"), name="release_limits_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.answer} #{self.sequence}"


class Revocation(Fact):
    """Takes back every earlier grant of the submission or asset: wholly, for some channels, or only its additions."""

    channels = ArrayField(models.CharField(max_length=20), null=True, help_text="None: every use.")
    additions = ArrayField(
        models.CharField(max_length=5), null=True, help_text="`edits`, `ai`: only uses of this sort; None: any sort."
    )
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channels=None) | Q(channels__contained_by=list(CHANNELS)) & ~Q(channels=[]),
                name="revocation_channels_known",
            ),
            models.CheckConstraint(
                condition=Q(additions=None)
                | Q(additions__contained_by=["edits", "ai"]) & ~Q(additions=[]) & Q(channels=None),
                name="revocation_additions_known",
            ),
        ]
        indexes = [
            models.Index(fields=["submission_id"], name="revocation_by_submission"),
            models.Index(fields=["at"], name="revocation_at"),
        ]

    def __str__(self) -> str:
        return f"revocation #{self.sequence}"


class TakenGrades(AppendOnly):
    """Which grades of evidence a brand takes for a channel from now on; before the first, the defaults count."""

    event = models.OneToOneField(LedgerEvent, on_delete=models.PROTECT, primary_key=True, related_name="+")
    brand_id = models.UUIDField()
    sequence = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    grades = ArrayField(models.CharField(max_length=1))
    at = models.DateTimeField()
    submission_id = None  # it speaks of every submission of the brand

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=list(CHANNELS)), name="taken_channel_known"),
            models.CheckConstraint(
                condition=Q(grades__contained_by=list(GRADES)) & ~Q(grades=[]), name="taken_grades_known"
            ),
            models.CheckConstraint(
                condition=Q(channel="brand_page") | ~Q(grades__contains=["C"]), name="taken_c_brand_page_only"
            ),
        ]
        indexes = [models.Index(fields=["brand_id", "channel", "-sequence"], name="taken_newest")]

    def __str__(self) -> str:
        return f"{self.channel} takes {' '.join(self.grades)} #{self.sequence}"
