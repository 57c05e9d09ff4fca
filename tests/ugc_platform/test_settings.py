"""Settings from the environment: production refuses what an embedded installation may leave out."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "FANFARE_MODE": "production",
    "SITE_URL": "https://fanfare.example",
    "SECRET_KEY": "k3ys-must-be-long-and-varied-0123456789-abcdefghij-ABC",
    "DATABASE_URL": "postgres://fanfare@db.example/fanfare",
    "CELERY_BROKER_URL": "redis://broker.example/0",
    "CACHE_URL": "redis://broker.example/1",
    "S3_BUCKET": "fanfare",
    "EMAIL_URL": "smtp://mail.example:25",
    "TRUSTED_PROXY_COUNT": "1",
}
PRINT = "import django.conf; s = django.conf.settings; print({expression})"


def load(environment: dict[str, str], *, show: str = "s.MODE") -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PRINT.format(expression=show)],
        env={**inherited, "DJANGO_SETTINGS_MODULE": "ugc_platform.settings", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def last_line(run: subprocess.CompletedProcess[str]) -> str:
    return run.stderr.strip().splitlines()[-1]


def test_production_starts_when_everything_is_set() -> None:
    run = load(COMPLETE, show="(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_PRELOAD)")
    assert run.stdout.strip() == "(False, True, 31536000, False)", run.stderr


@pytest.mark.parametrize("name", [name for name in COMPLETE if name != "FANFARE_MODE"])
def test_production_refuses_an_embedded_default_and_names_the_variable(name: str) -> None:
    run = load({key: value for key, value in COMPLETE.items() if key != name})

    assert run.returncode != 0
    assert re.search(rf"ImproperlyConfigured: Set {name} to .+[.:]", last_line(run))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DEBUG": "1"}, "Unset DEBUG"),
        ({"SECRET_KEY": "short"}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "a" * 80}, "Set SECRET_KEY"),
        ({"SITE_URL": "http://fanfare.example"}, "https://"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "PostgreSQL"),
        ({"CELERY_BROKER_URL": "sqla+postgresql://db.example/fanfare"}, "CELERY_BROKER_URL"),
        ({"CELERY_BROKER_URL": "filesystem://"}, "CELERY_BROKER_URL"),
        ({"CACHE_URL": "memory"}, "Set CACHE_URL to a redis://, rediss:// or unix:// address."),
        ({"SITE_URL": "https://fanfare.example/fans"}, "Set SITE_URL to an address without a path"),
        ({"FANFARE_MODE": "staging"}, "FANFARE_MODE"),
        ({"TRUSTED_PROXY_COUNT": "0"}, "Set TRUSTED_PROXY_COUNT to the number of your proxies"),
        ({"FANFARE_MODE": "embedded", "TRUSTED_PROXY_COUNT": "0"}, "Set TRUSTED_PROXY_COUNT to the number"),
    ],
)
def test_production_refuses_what_is_unsafe(change: dict[str, str], sentence: str) -> None:
    run = load({**COMPLETE, **change})

    assert run.returncode != 0
    assert sentence in last_line(run)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "abc", "PORT is 'abc': set it to a whole number from 1 to 65535, for instance 8000."),
        ("PORT", "0", "PORT is '0': set it to a whole number from 1 to 65535, for instance 8000."),
        ("MAX_FILES", "ten", "MAX_FILES is 'ten': set it to a whole number, 0 or more."),
        ("CONN_MAX_AGE", "-1", "CONN_MAX_AGE is '-1': set it to a whole number, 0 or more."),
        ("DEBUG", "maybe", "DEBUG is 'maybe': set it to true or false."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'loud': set it to one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
    ],
)
def test_a_value_of_the_wrong_kind_is_one_sentence(name: str, value: str, sentence: str) -> None:
    run = load({name: value})

    assert last_line(run).endswith(sentence)


@pytest.mark.parametrize(
    "name", ["PORT", "MAX_FILES", "DEBUG", "DATABASE_URL", "ALLOWED_HOSTS", "DEMO_FLAG", "MAIL_FROM"]
)
def test_empty_means_unset(name: str) -> None:
    shown = "(s.PORT, s.MEDIA_LIMITS['max_files'], s.DEBUG, len(s.ALLOWED_HOSTS), s.DEMO_FLAG, s.DEFAULT_FROM_EMAIL)"
    run = load({name: " ", "DATA_DIR": "/tmp/ff-empty", "SECRET_KEY": COMPLETE["SECRET_KEY"]}, show=shown)

    assert run.stdout.strip() == "(8000, 10, False, 4, None, 'Fanfare <no-reply@localhost>')", run.stderr


@pytest.mark.parametrize(("most", "counts"), [("", (100, 500)), ("1", (100, 500)), ("300", (3000, 6300))])
def test_an_installation_that_takes_more_files_counts_further(
    most: str, counts: tuple[int, int], tmp_path: Path
) -> None:
    """Or Django would end a sending within its campaign's limit, without a sentence."""
    shown = """(
        s.DATA_UPLOAD_MAX_NUMBER_FILES, s.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        __import__('django').setup() or __import__('portals.api.serializers.submissions', fromlist=['']).MOST_FILES,
        __import__('portals.api.serializers.campaigns', fromlist=['']).CampaignWritten().fields['max_files'].max_value,
    )"""
    run = load({"MAX_FILES": most, "DATA_DIR": str(tmp_path), "SECRET_KEY": COMPLETE["SECRET_KEY"]}, show=shown)

    assert eval(run.stdout) == (*counts, counts[0], int(most or 10)), run.stderr


def test_unset_means_embedded_below_the_data_folder(tmp_path: Path) -> None:
    shown = "(s.MODE, s.DATABASES['default']['OPTIONS']['host'], s.CELERY_BROKER_URL, len(s.SECRET_KEY) > 49)"
    run = load({"DATA_DIR": str(tmp_path / "d")}, show=shown)

    mode, sockets, broker, strong = eval(run.stdout)
    assert (mode, strong) == ("embedded", True)
    assert broker == f"redis+socket://{sockets}/valkey.sock?virtual_host=0"


def test_a_relative_data_folder_is_made_absolute() -> None:
    run = load({"DATA_DIR": "./var/test", "SECRET_KEY": "x"}, show="s.DATA_DIR")
    assert run.stdout.strip() == str(ROOT / "var/test")


def test_every_variable_is_explained_to_operators() -> None:
    text = (ROOT / "ugc_platform/settings.py").read_text()
    names = set(re.findall(r'(?:env\.\w+|from_environment)\(\s*"([A-Z_0-9]+)"', text))
    names |= {name.upper() for name in settings.MEDIA_DEFAULTS} | {"PGBIN", "VALKEY_SERVER"}
    guide = (ROOT / "docs/operators.md").read_text()

    assert len(names) > 30
    assert sorted(name for name in names if f"`{name}`" not in guide) == []


def test_a_cache_that_never_answers_holds_a_thread_for_seconds() -> None:
    run = load(COMPLETE, show="sorted(s.CACHES['default']['OPTIONS'].items())")

    assert run.stdout.strip() == "[('socket_connect_timeout', 2), ('socket_timeout', 2)]", run.stderr


def test_a_level_of_the_log_is_known_in_small_letters(tmp_path: Path) -> None:
    run = load({"LOG_LEVEL": "warning", "DATA_DIR": str(tmp_path)}, show="s.LOGGING['root']['level']")

    assert run.stdout.strip() == "WARNING", run.stderr


def test_a_command_without_its_database_says_so_in_a_line(tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": f"postgres://fanfare@/fanfare?host={tmp_path}", "DATA_DIR": str(tmp_path)}
    asked = [sys.executable, "manage.py", "verify_ledger"]
    run = subprocess.run(asked, env={**os.environ, **nowhere}, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 1
    told, advice = run.stderr.strip().splitlines()
    assert told.startswith("The database is away: connection")
    assert advice == "Try again when manage.py doctor finds it."


def test_without_https_no_proxy_is_needed() -> None:
    run = load({"SECRET_KEY": "x"}, show="s.ALLAUTH_TRUSTED_PROXY_COUNT")
    assert run.stdout.strip() == "0", run.stderr


@pytest.mark.parametrize(
    ("pooled", "kept"),
    [({}, "(60, False, 5)"), ({"DATABASE_POOLED": "true"}, "(0, True, 5)")],
)
def test_behind_a_pooler_nothing_outlives_a_transaction(pooled: dict[str, str], kept: str) -> None:
    one = "s.DATABASES['default']"
    shown = f"({one}['CONN_MAX_AGE'], {one}['DISABLE_SERVER_SIDE_CURSORS'], {one}['OPTIONS']['connect_timeout'])"
    assert load(COMPLETE | pooled, show=shown).stdout.strip() == kept


def test_an_option_in_the_address_of_the_database_counts() -> None:
    address = {"DATABASE_URL": f"{COMPLETE['DATABASE_URL']}?connect_timeout=2&sslmode=require"}
    run = load(COMPLETE | address, show="sorted(s.DATABASES['default']['OPTIONS'].items())")
    assert run.stdout.strip() == "[('connect_timeout', 2), ('sslmode', 'require')]", run.stderr
