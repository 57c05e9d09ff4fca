"""Why a copy has to be taken down, in one word, from the answer to the one question. Pure."""

from galleries.models import TakeDown
from rights.queries import Answer

Cause = TakeDown.Cause
# What weighs most comes first: who took something back did not merely see it run out.
_CAUSES = {
    "withdrawn": Cause.WITHDRAWN,
    "revoked": Cause.NARROWED,
    "rejected": Cause.REJECTED,
    "excluded": Cause.EXCLUDED,
    "not_ready": Cause.EXCLUDED,
    "expired": Cause.EXPIRED,
}
_SAID_BY_OTHERS = ("_nothing", "_limited")
_WEIGHTS = [*dict.fromkeys(_CAUSES.values()), Cause.DISAGREED, Cause.UNCOVERED, Cause.CHANGED]


def cause(answer: Answer, *, rejected: bool) -> Cause:
    """The cause why a copy has to go. What is not approved may merely wait for a second look: a rejection is a cause.

    What may be used is not the matter: then the words that the copy carries are not the approved ones any more.
    """
    if answer.allowed:
        return Cause.CHANGED
    codes = {reason.code for reason in answer.reasons} | ({"rejected"} if rejected else set())
    for code, known in _CAUSES.items():
        if code in codes:
            return known
    return Cause.DISAGREED if any(code.endswith(_SAID_BY_OTHERS) for code in codes) else Cause.UNCOVERED


def weighs_more(found: Cause, *, than: str) -> bool:
    """Whether this is the cause that a task should name instead of that one."""
    return _WEIGHTS.index(found) < _WEIGHTS.index(Cause(than))
