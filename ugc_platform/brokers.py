"""Describes the broker to Celery: a Redis, a Valkey or a RabbitMQ, and how long each keeps what a worker has taken.

Beside it the address of the cache, which is a Redis or Valkey, too.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

# Redis hands out again what was not acknowledged for so long; who gets it finds the row held, and lets go.
# RabbitMQ closes the channel instead, and the worker ends with it: `docs/deploy/rabbitmq.conf` makes it wait longer.
HANDED_OUT_AGAIN_SECONDS = 3600
# A request asks it several times: one that takes what is sent and never answers must not hold a thread for minutes.
CACHE_PATIENCE = {"socket_timeout": 2, "socket_connect_timeout": 2}  # seconds


def cache(url: str) -> str:
    """The address of the cache; refuses what its client cannot speak to."""
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("Set CACHE_URL to a redis://, rediss:// or unix:// address.")
    return url


def transport_options(url: str) -> dict[str, Any]:
    """The options for this broker; refuses those that lose the task of a killed worker.

    What recovers sooner than any broker is the lease in the row and the sweep.
    """
    if not url.startswith(("redis", "sentinel", "amqp", "memory")):
        raise ImproperlyConfigured("Set CELERY_BROKER_URL to a redis://, rediss:// or amqp:// address.")
    if not url.startswith("redis"):
        return {}
    return {
        "visibility_timeout": HANDED_OUT_AGAIN_SECONDS,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_keepalive": True,
        "socket_connect_timeout": 3,  # a broker that is gone must not hold a fan's request
        "health_check_interval": 15,
    }
