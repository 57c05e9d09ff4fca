"""Tells a database that is away from a question that it refused: the one passes, the other is a fault of ours. Pure."""

from django.db import Error, InterfaceError, OperationalError

# Connection lost or refused, no more connections, shutting down or starting up.
AWAY = ("08", "53", "57P")


def database_is_away(error: BaseException | None) -> bool:
    """Whether this error, or what it came from, is a database that cannot be reached at this moment."""
    seen = 0
    while error is not None and seen < 10:  # a chain of causes may be a circle
        if isinstance(error, Error):
            return _is_away(error)
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def _is_away(error: Error) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    # What was lost before the server could say a word has no state.
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(AWAY)
