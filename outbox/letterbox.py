"""The embedded default's post office: each mail becomes an `.eml` file on this machine and nothing leaves it.

One folder a brand, so that nobody reads another's; mail of the installation itself lies in `platform`.
"""

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

PLATFORM = "platform"


def in_use() -> bool:
    """Whether mail is kept here instead of being sent."""
    kept_here: bool = f"{__name__}.EmailBackend" == settings.EMAIL_BACKEND
    return kept_here


def _folder(name: str) -> Path:
    return Path(settings.EMAIL_FILE_PATH) / name


def path(brand_id: uuid.UUID, mail_id: uuid.UUID) -> Path:
    """Where a brand's letter lies, or would lie."""
    return _folder(str(brand_id)) / f"{mail_id}.eml"


def remove(brand_id: uuid.UUID, mail_ids: Iterable[uuid.UUID]) -> None:
    """Throw letters away; those that are not there are fine."""
    if in_use():
        for mail_id in mail_ids:
            path(brand_id, mail_id).unlink(missing_ok=True)


class EmailBackend(BaseEmailBackend):
    """Writes each message into a file of its own: whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages; how many there were."""
        for message in email_messages:
            self._keep(message)
        return len(email_messages)

    def _keep(self, message: EmailMessage) -> None:
        about = getattr(message, "metadata", {})
        folder = _folder(about.get("brand", PLATFORM))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = about.get("mail") or str(uuid.uuid4())
        half = folder / f".{name}.{uuid.uuid4().hex}"
        try:
            half.touch(mode=0o600)
            half.write_bytes(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's has it
            half.replace(folder / f"{name}.eml")
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)
