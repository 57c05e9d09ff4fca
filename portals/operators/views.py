"""Alive, ready: two questions a supervisor or load balancer asks every few seconds."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

# Whatever else is there: without this one no page has a look.
ANY_STATIC_FILE = "css/base.css"


@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served: database, tables, static files and, where demo data was asked for, that too.

    The cache is told and does not decide, and the broker is not asked: without either, fans can still send. A balancer
    that took every web node away for them would turn a delay into an outage.
    """
    needed = {"database": _database(), "static": _static(), "demo": _demo()}
    ready = all(needed.values())
    return JsonResponse({"ready": ready, **needed, "cache": _cache()}, status=200 if ready else 503)


def _database() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return False


def _static() -> bool:
    """Collected, and known to this process: it reads their names once, when it starts."""
    try:
        name = staticfiles_storage.url(ANY_STATIC_FILE).rpartition("/")[2]
        return staticfiles_storage.exists(f"{ANY_STATIC_FILE.rpartition('/')[0]}/{name}")
    except (ValueError, OSError):
        return False


def _cache() -> bool:
    try:
        cache.set("readyz", "1", 5)
        return bool(cache.get("readyz") == "1")
    except (RedisError, OSError):
        return False


def _demo() -> bool:
    flag: Path | None = getattr(settings, "DEMO_FLAG", None)
    return flag is None or flag.exists()
