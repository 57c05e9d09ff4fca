"""Tells a service that is away from a question that it refused: the one passes, the other is a fault of ours. Pure."""

from django.db import Error, InterfaceError, OperationalError
from redis.exceptions import AuthenticationError, AuthorizationError, ConnectionError as CacheLost, TimeoutError as Slow

# Connection lost or refused, no more connections, shutting down or starting up.
AWAY = ("08", "53", "57P")
DATABASE, CACHE = "database", "cache"


def away(error: BaseException | None) -> str:
    """Which service cannot be reached at this moment, by this error or what it came from; empty where none is meant."""
    seen = 0
    while error is not None and seen < 10:  # a chain of causes may be a circle
        if isinstance(error, Error):
            return DATABASE if _database_is_away(error) else ""
        if isinstance(error, CacheLost | Slow):
            # A wrong password is a setting, which no waiting mends.
            return "" if isinstance(error, AuthenticationError | AuthorizationError) else CACHE
        error, seen = error.__cause__ or error.__context__, seen + 1
    return ""


def _database_is_away(error: Error) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    # What was lost before the server could say a word has no state.
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(AWAY)
