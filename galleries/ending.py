"""Why a permission has ended, in one word, from the answer to the one question. Pure."""

from galleries.models import TakeDown
from rights.queries import Answer

Cause = TakeDown.Cause
# What weighs most comes first: who took something back did not merely see it run out.
_CAUSES = {
    "withdrawn": Cause.WITHDRAWN,
    "revoked": Cause.NARROWED,
    "not_approved": Cause.REJECTED,
    "excluded": Cause.EXCLUDED,
    "not_ready": Cause.EXCLUDED,
    "expired": Cause.EXPIRED,
}
_SAID_BY_OTHERS = ("_nothing", "_limited")


def cause(answer: Answer) -> Cause:
    """The cause behind a No."""
    codes = [reason.code for reason in answer.reasons]
    for code, known in _CAUSES.items():
        if code in codes:
            return known
    return Cause.DISAGREED if any(code.endswith(_SAID_BY_OTHERS) for code in codes) else Cause.UNCOVERED
