"""People, brands (tenants), memberships, contributors and tokens.

What identifies a contributor lives in `ContributorIdentity` alone, so that it can be erased.
"""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat, Lower
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, Scope
from core.appendonly import AppendOnly


class UserManager(BaseUserManager["User"]):
    """Makes users that are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """A person with a log-in."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Brand(models.Model):
    """A tenant."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True, help_text="Postal address as the imprint shows it.")
    contact_email = models.EmailField()
    website = models.URLField(blank=True)
    privacy_url = models.URLField(blank=True)
    retention_months = models.PositiveSmallIntegerField(default=24)
    accent = models.CharField(max_length=7, blank=True, help_text="#rrggbb")
    logo_key = models.CharField(max_length=200, blank=True)
    logo_print_key = models.CharField(max_length=200, blank=True, db_default="")
    logo_width = models.PositiveSmallIntegerField(null=True, blank=True)
    logo_height = models.PositiveSmallIntegerField(null=True, blank=True)
    logo_ground = models.CharField(
        max_length=5, blank=True, db_default="", help_text="The ground it can be seen on: any, light or dark."
    )
    timezone = models.CharField(max_length=60, default="UTC")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accent="") | Q(accent__regex=r"^#[0-9a-f]{6}$"), name="brand_accent_hex"
            ),
            models.CheckConstraint(condition=Q(retention_months__gte=1), name="brand_retention_positive"),
            models.CheckConstraint(
                condition=Q(logo_key="", logo_print_key="", logo_width=None, logo_height=None, logo_ground="")
                | Q(
                    logo_key__startswith=Concat(Cast("id", models.TextField()), Value("/")),
                    logo_print_key__startswith=Concat(Cast("id", models.TextField()), Value("/")),
                    logo_width__isnull=False,
                    logo_height__isnull=False,
                    logo_width__gte=1,
                    logo_height__gte=1,
                    logo_ground__in=["any", "light", "dark"],
                ),
                name="brand_logo_whole_and_own",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LogoFile(models.Model):
    """One more size of a brand's logo for pages, beside the one that `Brand.logo_key` names."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="logo_files")
    key = models.CharField(max_length=200)
    width = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["width"]
        constraints = [models.UniqueConstraint(fields=["brand", "width"], name="logo_file_once")]

    def __str__(self) -> str:
        return f"{self.width} pixels of {self.brand_id}"


class Membership(models.Model):
    """A person's role in one brand."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "user"], name="membership_once_per_brand"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.brand}"


class Invitation(models.Model):
    """An offer of a role, sent to an e-mail address; the token is stored hashed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.UniqueConstraint(
                "brand", Lower("email"), condition=Q(accepted_at=None, revoked_at=None), name="invitation_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.brand}"


class ApiToken(models.Model):
    """A bearer token of one person for one brand; only its SHA-256 is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="api_tokens")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(scopes__contained_by=Scope.values), name="api_token_scopes_known"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"


class Contributor(models.Model):
    """A person as one brand knows them: a pseudonym. Identity is kept apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="contributors")
    created_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    blocked_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "created_at"], name="contributor_brand_created"),
            # The few that ended: the sweep asks for them each minute, as it does for those further down.
            models.Index(fields=["blocked_at"], condition=Q(blocked_at__isnull=False), name="contributor_blocked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(blocked_at=None) | ~Q(blocked_reason=""), name="contributor_blocked_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ContributorIdentity(models.Model):
    """What identifies a contributor: erasable, never referenced by a fact."""

    contributor = models.OneToOneField(Contributor, on_delete=models.CASCADE, primary_key=True, related_name="identity")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    locale = models.CharField(max_length=10, default="en")
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    email_kept_at = models.DateTimeField(null=True, blank=True, help_text="Given by whoever had the page's link, then.")
    mail_refused_at = models.DateTimeField(null=True, blank=True, help_text="No more mails but those asked for.")
    undeliverable_at = models.DateTimeField(null=True, blank=True, help_text="The address does not take mail.")

    class Meta:
        indexes = [
            models.Index("brand", Lower("email"), name="identity_brand_email"),
            models.Index(
                fields=["mail_refused_at"], condition=Q(mail_refused_at__isnull=False), name="identity_refused"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.contributor_id)


class ContributorToken(models.Model):
    """Opens the contributor's own page; 256 bit, only its SHA-256 is stored."""

    contributor = models.ForeignKey(Contributor, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    seen_on = models.DateField(null=True, help_text="The last day it was opened, no more exactly than that.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("created_at")), name="contributor_token_order"
            )
        ]
        indexes = [
            models.Index(fields=["revoked_at"], condition=Q(revoked_at__isnull=False), name="contributor_token_ended"),
        ]

    def __str__(self) -> str:
        return f"token of {self.contributor_id}"


class JoinedContributor(models.Model):
    """A pseudonym that turned out to be the same person as another one, by proof of the address: erasable.

    The ledger goes on naming the old pseudonym; this row alone says whose it was.
    """

    former = models.OneToOneField(Contributor, on_delete=models.PROTECT, primary_key=True, related_name="joined")
    into = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="former")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(former=F("into")), name="joined_with_another")]

    def __str__(self) -> str:
        return f"{self.former_id} is {self.into_id}"


class AuditEntry(AppendOnly):
    """Who did what in the back office: append-only, no personal data of contributors."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=80, help_text="`user:<id>`, `token:<id>` or `system`.")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-at"], name="audit_brand_at"),
            models.Index(fields=["at"], condition=Q(action__in=["member.remove", "member.role"]), name="audit_members"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.subject}"


class AuditNote(models.Model):
    """What a member wrote beside an entry: it may name somebody, so it is kept apart and may be erased."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, primary_key=True, related_name="words")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.text[:60]
