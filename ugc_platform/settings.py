"""All settings, read from the environment; `docs/operators.md` explains each variable.

Unset means embedded: everything on this machine, under `DATA_DIR`. In production mode an embedded
default, DEBUG or a weak key refuses to start, with one sentence that says what to set.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from ugc_platform import brokers, browser_policy, databases, environment, limits, logs, mailing, objects
from ugc_platform.embedded import secret
from ugc_platform.embedded.paths import Layout

BASE_DIR = Path(__file__).resolve().parent.parent
env = environment.Environment()

# --- Mode ------------------------------------------------------------------------------------
MODE: str = env.str("FANFARE_MODE", default="embedded")
if MODE not in {"embedded", "production"}:
    raise ImproperlyConfigured("Set FANFARE_MODE to embedded or production.")
PRODUCTION = MODE == "production"
DEBUG: bool = env.bool("DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("Unset DEBUG: production mode never shows its insides.")


def from_environment(name: str, embedded: str, what: str) -> str:
    """Return the variable; unset is the embedded default, except in production, which refuses."""
    value: str = env.str(name, default="")
    if not value and PRODUCTION:
        raise ImproperlyConfigured(f"Set {name} to {what}: production mode has no embedded default.")
    return value or embedded


PORT = env.port("PORT")
BIND: str = env.str("BIND", default="127.0.0.1")
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).expanduser().resolve()
EMBEDDED = Layout(DATA_DIR)
# Set by the supervisor for its own web server: not ready before this file exists.
DEMO_FLAG: Path | None = Path(env.str("DEMO_FLAG")) if "DEMO_FLAG" in env.ENVIRON else None

# --- Addresses and keys ----------------------------------------------------------------------
# Passkeys refuse IP addresses, so the local address is a name.
SITE_URL = from_environment("SITE_URL", f"http://localhost:{PORT}", "the public https address of this site").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
SITE_IS_HTTPS = SITE_URL.startswith("https://")
if urlsplit(SITE_URL).path:
    raise ImproperlyConfigured("Set SITE_URL to an address without a path: Fanfare stands at the root of its host.")
if PRODUCTION and not SITE_IS_HTTPS:
    raise ImproperlyConfigured("Set SITE_URL to an address that begins with https://.")

ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)
if SITE_IS_HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT < 1:
    # Nobody would believe that a request came by https: each would be redirected to itself for ever.
    raise ImproperlyConfigured(
        "Set TRUSTED_PROXY_COUNT to the number of your proxies that end https (1 for one nginx)."
    )

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[SITE_HOST, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECRET_KEY = env.str("SECRET_KEY", default="")
if PRODUCTION and secret.is_weak(SECRET_KEY):
    raise ImproperlyConfigured("Set SECRET_KEY to at least 50 random characters.")
SECRET_KEY = SECRET_KEY or secret.kept_in(DATA_DIR / "secret_key")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- Rooms -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "ugc_platform",
    "portals",
    "privacy",
    "engagement",
    "galleries",
    "moderation",
    "conversations",
    "submissions",
    "campaigns",
    "rights",
    "outbox",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
]

MIDDLEWARE = [
    "portals.requests.traced",
    "django.middleware.security.SecurityMiddleware",
    "portals.operators.probes.answered",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portals.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portals.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portals.canonical.at_the_site",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Reading a body begins with the CSRF check of a view, which comes after all that is done on the way in.
    "portals.bodies.BodyLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "ugc_platform.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((BASE_DIR / "portals").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- Database, cache, sessions ---------------------------------------------------------------
DATABASE_URL = from_environment("DATABASE_URL", EMBEDDED.database_url, "postgres://user:password@host/name")
OWNER_URL = env.str("DATABASE_OWNER_URL", default="" if "DATABASE_URL" in env.ENVIRON else EMBEDDED.owner_url)
DATABASE_OWNER: dict[str, Any] = env.db_url_config(OWNER_URL) if OWNER_URL else {}  # of the tables: `migrate` alone
DATABASE_POOLED: bool = env.bool("DATABASE_POOLED", default=False)
DATABASES = {
    "default": databases.described(
        env.db_url_config(DATABASE_URL), max_age=env.int("CONN_MAX_AGE", default=60), pooled=DATABASE_POOLED
    )
}

CACHE_URL = brokers.cache(from_environment("CACHE_URL", EMBEDDED.cache_url, "your Redis, redis://host:6379/1"))
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "fanfare",
        "OPTIONS": brokers.CACHE_PATIENCE,
    }
}

# --- Work in the background ------------------------------------------------------------------
CELERY_BROKER_URL = from_environment("CELERY_BROKER_URL", EMBEDDED.broker_url, "your Redis, Valkey or RabbitMQ")
CELERY_BROKER_TRANSPORT_OPTIONS = brokers.transport_options(CELERY_BROKER_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_POOL_LIMIT = 4
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kilobytes
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 8
CELERY_WORKER_HIJACK_ROOT_LOGGER = CELERY_WORKER_REDIRECT_STDOUTS = False  # the logs are those of `LOGGING`
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5}
QUEUES = ("photo", "video", "export", "default")
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "ugc_platform.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}}}
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps nothing on disk: one beat a minute needs no memory

# --- Objects: originals and renditions -------------------------------------------------------
SIGNED_LINK_SECONDS = 60
S3_BUCKET = from_environment("S3_BUCKET", "", "the name of a private bucket")
BUCKET = objects.Bucket(
    name=S3_BUCKET,
    endpoint=env.str("S3_ENDPOINT_URL", default=""),
    region=env.str("S3_REGION", default="us-east-1"),
    access_key=env.str("S3_ACCESS_KEY_ID", default=""),
    secret_key=env.str("S3_SECRET_ACCESS_KEY", default=""),
    addressing=env.str("S3_ADDRESSING_STYLE", default="auto"),
)

# There is no "default" on purpose: a file field that forgets to name its storage fails at once.
STORAGES = {
    "objects": BUCKET.storage(link_seconds=SIGNED_LINK_SECONDS) if S3_BUCKET else objects.folder(DATA_DIR / "objects"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["portals.parts.AnyName", "portals.nameless.NamelessFile"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# What a fan may send: MAX_FILES and so on in the environment; a campaign can only ask for less.
MEDIA_DEFAULTS = limits.MEDIA_DEFAULTS
MEDIA_LIMITS = {name: env.int(name.upper(), default=limit) for name, limit in MEDIA_DEFAULTS.items()}
# Django's own counts, which end a request without a sentence: far more than what a campaign takes, with its words.
DATA_UPLOAD_MAX_NUMBER_FILES = max(100, 10 * MEDIA_LIMITS["max_files"])
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300 + 2 * DATA_UPLOAD_MAX_NUMBER_FILES

# What one internet connection may do on the public pages in an hour; a festival may share one.
SUBMISSIONS_PER_HOUR: int = env.int("SUBMISSIONS_PER_HOUR", default=200)
CAMPAIGN_SUBMISSIONS_PER_HOUR: int = env.int("CAMPAIGN_SUBMISSIONS_PER_HOUR", default=20_000)  # from everybody
REPORTS_PER_HOUR: int = env.int("REPORTS_PER_HOUR", default=20)
REPLIES_PER_HOUR: int = env.int("REPLIES_PER_HOUR", default=60)
PROOF_OF_WORK_COST: int = env.int("PROOF_OF_WORK_COST", default=2_000)  # rounds of PBKDF2 in one try of some 200

# --- People and sign-in ----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_PASSWORDS}.{name}"} for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [{"NAME": f"{_PASSWORDS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/studio/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Nobody signs up unasked, and the invitation already proved the address: only who was made by hand is asked for a code.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A further address is nobody's before its code was typed in: until then it is kept in the session, for a quarter of
# an hour, and in no table, so that it opens nothing and keeps nobody else from using it.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_IS_HTTPS else "http"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Fanfare"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_IS_HTTPS

MAIL_EVENTS_FROM = ""
if EMAIL_PROVIDER := env.str("EMAIL_PROVIDER", default=""):
    vars().update(mailing.provider(EMAIL_PROVIDER, env.ENVIRON))
elif MODE == "embedded" and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "outbox.letterbox.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
else:
    vars().update(env.email_url_config(from_environment("EMAIL_URL", "", "your mail server, smtp+tls://user:pw@host")))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default=f"Fanfare <no-reply@{SITE_HOST}>")

# --- The API ---------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["portals.api.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portals.api.parsers.JsonParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portals.api.problems.handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Fanfare API",
    "DESCRIPTION": "Campaigns, submissions, review, galleries, rights and exports.",
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
}

# --- Languages and time ----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"

# --- What a browser may do -------------------------------------------------------------------
CONTENT_SECURITY_POLICY = browser_policy.strict(objects_from=BUCKET.origin if S3_BUCKET else "")
SECURE_SSL_REDIRECT = SITE_IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
CSRF_COOKIE_HTTPONLY = True

# --- Logs ------------------------------------------------------------------------------------
LOGGING = logs.configuration(level=logs.known_level(env.str("LOG_LEVEL", default="INFO")))
