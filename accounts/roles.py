"""Roles a member may have in a brand, and the scopes an API token may carry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a brand; `accounts.permissions` says what each may do."""

    OWNER = "owner", _("Owner")
    MARKETER = "marketer", _("Marketer")
    MODERATOR = "moderator", _("Moderator")
    VIEWER = "viewer", _("Viewer")


class Scope(models.TextChoices):
    """What an API token may do at most; the role of its owner limits it further."""

    READ = "read", _("Read the brand's data")
    MODERATE = "moderate", _("Decide on submissions")
    CURATE = "curate", _("Run campaigns and galleries")
    EXPORT = "export", _("Export approved work")
    ORIGINALS = "originals", _("Fetch originals")
