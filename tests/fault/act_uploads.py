"""One step of an upload in a process of its own: `python -m tests.fault.act_uploads STEP CAMPAIGN UPLOAD FILE`."""

import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from campaigns.models import Campaign  # noqa: E402
from submissions.uploads import services  # noqa: E402
from tests.fault import upload_steps  # noqa: E402

STEPS: dict[str, Callable[[Campaign, uuid.UUID, bytes], object]] = {
    "begin": lambda campaign, upload, content: upload_steps.begin(campaign, content),
    "sign": lambda campaign, upload, content: upload_steps.sign(upload, content, 1),
    "put": lambda campaign, upload, content: upload_steps.put(upload, content, 1),
    "complete": lambda campaign, upload, content: upload_steps.complete(upload),
    "send": lambda campaign, upload, content: upload_steps.send(campaign, upload),
    "clear": lambda campaign, upload, content: services.clear(upload_id=upload, at=timezone.now()),
    "abort": lambda campaign, upload, content: services.abort(upload_id=upload, at=timezone.now()),
}


def main(step: str, campaign: str, upload: str, file: str) -> None:
    STEPS[step](Campaign.objects.get(pk=campaign), uuid.UUID(upload), Path(file).read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
