"""What is read of erasures by who looks after the installation."""

from datetime import datetime

from core.waiting import Waiting
from privacy.models import Erasure


def open_erasures(at: datetime) -> Waiting:
    """Whose files should be gone by now; the second look, which waits on purpose, does not count before it is due."""
    rows = Erasure.objects.exclude(state=Erasure.State.DONE).filter(due_at__lte=at).order_by("due_at")
    first = rows.first()
    return Waiting("erasures") if first is None else Waiting("erasures", rows.count(), first.due_at)
