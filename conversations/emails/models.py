"""A brand's own words for a kind of mail, in one language."""

from django.conf import settings
from django.db import models

from accounts.models import Brand


class MailWords(models.Model):
    """Subject and text instead of ours; without a row ours are used."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    locale = models.CharField(max_length=10)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "conversations"
        constraints = [
            models.UniqueConstraint(fields=["brand", "kind", "locale"], name="mail_words_once"),
            models.CheckConstraint(condition=~models.Q(subject="") & ~models.Q(text=""), name="mail_words_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.locale}"
