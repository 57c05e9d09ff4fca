"""Asks each part of an installation whether it works, and says in one sentence what to do about one that does not.

It writes one small object and deletes it again; nothing else changes.
"""

import io
import secrets
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import kombu.exceptions
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

import mediakit
from core import storage
from ugc_platform import backlog, browser_uploads, database_roles, databases
from ugc_platform.celery import app
from ugc_platform.checks import CheckFailed, first_line

OLDEST_POSTGRESQL = 150000
__all__ = ["CHECKS", "CheckFailed", "Finding", "as_json", "examine"]
START_IT = "Start the platform first (make run), or set {name} to a service of yours."
REINSTALL = "Install the packages of requirements.txt again."
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
VIDEO_CODECS = ("h264", "hevc", "vp8", "vp9", "av1")

# What is weaker without a wall; the others still hold, so an installation may live with it.
WALLS = {
    "network_namespace": "No network namespace: only the filter keeps it off the network (allow user namespaces)",
    "seccomp": "No seccomp: it may start programs (allow filters in the container's profile)",
    "landlock": "No Landlock: it may read what this user may read (Linux 5.13 or newer, in the list of kernel lsm)",
}


@dataclass(frozen=True)
class Finding:
    """What one check found; `advice` is empty when all is well."""

    check: str
    ok: bool
    says: str
    advice: str = ""


def examine() -> list[Finding]:
    """Run every check; one that fails does not keep the others from being asked."""
    return [_finding(name, check) for name, check in CHECKS.items()]


def as_json(findings: list[Finding]) -> dict[str, object]:
    """Return the findings for a script."""
    return {"ok": all(finding.ok for finding in findings), "checks": [asdict(finding) for finding in findings]}


def _finding(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except CheckFailed as failed:
        return Finding(name, False, failed.says, failed.advice)


def database() -> str:
    """PostgreSQL answers, is new enough, speaks UTF-8, and its tables are those of this release."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
            number, name = cursor.fetchone()
            cursor.execute("SELECT current_setting('server_encoding'), lower('É') = 'é'")
            encoding, folds = cursor.fetchone()
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        lent = databases.lends_by_transaction(connection)
    except DatabaseError as error:
        raise CheckFailed(
            f"The database does not answer: {first_line(error)}", START_IT.format(name="DATABASE_URL")
        ) from error
    if number < OLDEST_POSTGRESQL:
        raise CheckFailed(f"PostgreSQL {name} is too old.", "Move to PostgreSQL 15 or newer.")
    if encoding != "UTF8" or not folds:
        raise CheckFailed("The database does not know accented letters.", "Make the database anew with encoding UTF8.")
    if missing:
        raise CheckFailed(f"{len(missing)} migrations are missing.", "Run python manage.py migrate.")
    if lent and not settings.DATABASE_POOLED:
        raise CheckFailed("A pooler lends connections for one transaction each.", "Set DATABASE_POOLED=true.")
    return f"PostgreSQL {name}{' behind a pooler' if lent else ''}, tables up to date"


def roles() -> str:
    """The application owns nothing in the database, so that append-only tables bind it too."""
    try:
        excess = database_roles.excess()
    except DatabaseError as error:
        raise CheckFailed(f"The database does not answer: {first_line(error)}", "See the database above.") from error
    if excess:
        advice = "Give the tables to a role of their own (DATABASE_OWNER_URL): see “Two roles” in docs/production.md."
        raise CheckFailed(f"The application's role may too much in the database: {', '.join(excess)}.", advice)
    return "the application owns nothing"


def broker() -> str:
    """The broker takes connections and, where it is a Redis, never throws work away."""
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=5)
            client = getattr(link.default_channel, "client", None)
            if isinstance(client, redis.Redis):
                _keeps_work(client)
    except (kombu.exceptions.OperationalError, redis.RedisError, OSError) as error:
        raise CheckFailed(
            f"The broker does not answer: {first_line(error)}", START_IT.format(name="CELERY_BROKER_URL")
        ) from error
    return "takes work"


def _keeps_work(client: redis.Redis) -> None:
    try:
        policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    except redis.ResponseError:
        return  # a hosted Redis that does not show its configuration
    if policy != "noeviction":
        raise CheckFailed(
            f"The broker forgets work when it is full ({policy}).", "Set its maxmemory-policy to noeviction."
        )


def shared_cache() -> str:
    """The cache keeps what it is given."""
    word = secrets.token_hex(8)
    try:
        cache.set("doctor", word, 10)
        kept = cache.get("doctor")
    except (redis.RedisError, OSError) as error:
        raise CheckFailed(
            f"The cache does not answer: {first_line(error)}", START_IT.format(name="CACHE_URL")
        ) from error
    if kept != word:
        raise CheckFailed("The cache forgets at once.", "Give it more memory, or set CACHE_URL to another one.")
    return "remembers"


def objects() -> str:
    """The store takes an object, gives it back unchanged, and removes it."""
    key = f"doctor/{secrets.token_hex(16)}"
    content = secrets.token_bytes(2048)
    try:
        storage.put(key, io.BytesIO(content), "application/octet-stream")
        try:
            with storage.open(key) as found:
                same = found.read() == content
            _refuses_strangers(key)
        finally:
            storage.delete(key)
        gone = not storage.exists(key)
    except (storage.Unavailable, storage.Missing) as error:
        advice = "Check S3_BUCKET, S3_ENDPOINT_URL and the keys, or that DATA_DIR has room and may be written."
        says = "The store refuses" if isinstance(error, storage.Refused) else "The store does not work"
        raise CheckFailed(f"{says}: {first_line(error)}", advice) from error
    if not (same and gone):
        raise CheckFailed(
            "The store changed or kept an object.", "Use a store that is consistent, without a cache in between."
        )
    return f"bucket {settings.S3_BUCKET}" if settings.S3_BUCKET else f"folder {settings.DATA_DIR / 'objects'}"


def _refuses_strangers(key: str) -> None:
    """Ask for the object without a signature: a private bucket refuses."""
    signed = storage.signed_url(key)
    if signed is None:
        return
    bare = urlunsplit(urlsplit(signed)._replace(query=""))
    try:
        urllib.request.urlopen(bare, timeout=10).close()  # noqa: S310 the address is our own store's
    except (urllib.error.URLError, OSError):
        return
    raise CheckFailed("Anybody can read the bucket.", "Make the bucket private and block public access.")


def uploads() -> str:
    """Pages of this site may send files in parts to the bucket, asked and tried as a browser does it."""
    if not settings.S3_BUCKET:
        return "files come through this site"
    try:
        barrier = browser_uploads.barrier(
            site=settings.SITE_URL, connects=settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"]
        )
    except (storage.Unavailable, storage.Missing) as error:
        raise CheckFailed(f"The store does not take parts: {first_line(error)}", "See the storage above.") from error
    if barrier:
        raise CheckFailed(barrier.says, barrier.advice)
    return "browsers may send straight to the bucket; parts were joined, read and deleted"


def media() -> str:
    """Every format that fans send can be opened: photos by trying, in the child that real ones are given to."""
    if missing := [codec for codec in VIDEO_CODECS if not _opens_video(codec)]:
        raise CheckFailed(f"The media libraries lack: {', '.join(missing)}.", REINSTALL)
    with tempfile.TemporaryDirectory() as name, mediakit.Isolated() as child:
        for kind in PHOTO_FORMATS:
            try:
                child.run(_sample(Path(name), kind), mediakit.REVIEW, Path(name))
            except (mediakit.MediaError, OSError, KeyError) as error:
                raise CheckFailed(f"A photo in {kind} cannot be opened: {first_line(error)}", REINSTALL) from error
    return "photos and videos can be opened and made"


def _opens_video(codec: str) -> bool:
    import av.codec

    return codec in av.codec.codecs_available


def _sample(folder: Path, kind: str) -> Path:
    """Write a small picture; the formats are registered by importing the library that writes them."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    path = folder / f"sample.{kind.lower()}"
    Image.linear_gradient("L").convert("RGB").save(path, format=kind)
    return path


def isolation() -> str:
    """What is private here can be read by its owner only, and strangers' files meet a child without rights."""
    for path in _private_paths():
        if path.exists() and path.stat().st_mode & 0o077:
            raise CheckFailed(f"Others can read {path}.", f"Run chmod -R go= {path}.")
    with mediakit.Isolated() as child:
        try:
            child.warm()
        except (mediakit.MediaError, OSError) as error:
            advice = "See whether this machine allows new processes and has memory left."
            raise CheckFailed(f"The media child does not start: {first_line(error)}", advice) from error
        return f"keys, sockets and objects are private; {_walls(child.facts)}"


def _walls(facts: Mapping[str, Any]) -> str:
    """Say which of the kernel's walls stand around the media child. Without any against the network: CheckFailed."""
    if not (facts.get("network_namespace") or facts.get("seccomp")):
        raise CheckFailed("The media child could reach the network.", "Allow seccomp filters or user namespaces here.")
    found = "the media child has no network" if facts.get("network_namespace") else "a filter refuses it the network"
    missing = [says for wall, says in WALLS.items() if not facts.get(wall)]
    return ". ".join([found, *missing]) if missing else f"{found}, no foreign file and no new program"


def _private_paths() -> list[Path]:
    data = settings.DATA_DIR
    return [data / "secret_key", data / "objects", settings.EMBEDDED.postgres, settings.EMBEDDED.sockets]


def mail() -> str:
    """Messages can leave, and do."""
    from django.core.mail import get_connection

    try:
        link = get_connection()
        link.open()
        link.close()
    except OSError as error:
        raise CheckFailed(f"The mail server does not answer: {first_line(error)}", "Check EMAIL_URL.") from error
    return f"{settings.EMAIL_BACKEND.split('.')[-2]}; {backlog.mail()}"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "roles": roles,
    "broker": broker,
    "cache": shared_cache,
    "workers": backlog.workers,
    "sweep": backlog.sweep,
    "work": backlog.work,
    "storage": objects,
    "uploads": uploads,
    "media": media,
    "mail": mail,
    "isolation": isolation,
}
