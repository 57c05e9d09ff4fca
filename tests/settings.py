"""The settings of the tests: the product's own, with the services and secrets of a test run."""

import os
from pathlib import Path
from urllib.parse import urlsplit

os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("CELERY_BROKER_URL", "memory://")
os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("FANFARE_MODE", "embedded")

from ugc_platform.embedded import paths
from ugc_platform.settings import *  # noqa: F403
from ugc_platform.settings import DATABASE_OWNER, DATABASE_URL, DATABASES, STATIC_ROOT, STORAGES

if not DATABASE_OWNER:
    # DATABASE_URL names somebody who may make databases and roles: the owner. `conftest` makes the application's role.
    DATABASE_OWNER = dict(DATABASES["default"])
    DATABASES["default"]["USER"] = paths.DATABASE_USER
    _address = urlsplit(DATABASE_URL)
    _login = paths.DATABASE_USER + _address.netloc.removeprefix(_address.username or "")
    DATABASE_URL = _address._replace(netloc=_login).geturl()
if "TEST_DATABASE_NAME" in os.environ:
    DATABASES["default"]["TEST"] = {"NAME": os.environ["TEST_DATABASE_NAME"]}
DATABASES["default"]["CONN_MAX_AGE"] = 0

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
PROOF_OF_WORK_COST = 1
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# WhiteNoise warns of a missing folder, and here a warning is an error.
Path(STATIC_ROOT, "css").mkdir(parents=True, exist_ok=True)
# What `/readyz` looks for; the tests serve the files from where they stand.
Path(STATIC_ROOT, "css", "base.css").touch()
