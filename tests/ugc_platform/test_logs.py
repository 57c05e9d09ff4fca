"""Secrets never reach a log line."""

import io
import logging
import logging.config

import pytest

from core import masking
from ugc_platform import logs

TOKEN = "c0ffee-TOKEN_that-nobody-may-read"


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /me/{TOKEN}/",
        f"Not Found: /join/{TOKEN}/",
        f'"GET /me/{TOKEN}?lang=de HTTP/1.1" 200',
        f"Forbidden: /de/me/{TOKEN}/withdraw/",
        f"Authorization: Bearer {TOKEN}",
        f"Contributor-Token: {TOKEN}",
        f"Not Found: /api/v1/uploads/{TOKEN}/complete/",
        f"Bad Request: /uploads/parts/{TOKEN}/",
    ],
)
def test_masked_hides_what_gives_access(line: str) -> None:
    assert TOKEN not in masking.masked(line)


def test_masked_leaves_other_lines_alone() -> None:
    assert masking.masked("Not Found: /c/summer/") == "Not Found: /c/summer/"


def test_what_is_configured_masks_arguments_and_errors_too() -> None:
    whole = logs.configuration(level="INFO")
    only = {"version": 1, "disable_existing_loggers": False} | {key: whole[key] for key in ("formatters", "handlers")}
    stream = io.StringIO()
    only["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(only | {"loggers": {"tests.masking": {"handlers": ["stderr"], "propagate": False}}})

    try:
        raise LookupError(f"no page at /me/{TOKEN}/")
    except LookupError:
        logging.getLogger("tests.masking").exception("%s: %s", "Not Found", f"/me/{TOKEN}/")

    said = stream.getvalue().splitlines()
    assert said[0].endswith(" ERROR - tests.masking Not Found: /me/[hidden]/")
    assert said[-1] == "LookupError: no page at /me/[hidden]/"
    assert TOKEN not in stream.getvalue()


def test_secrets_in_the_query_are_hidden() -> None:
    line = "GET /accounts/signup/?invitation=abcDEF123&next=/ and /media/member/eyJ:1x:zz"
    assert masking.masked(line) == "GET /accounts/signup/?invitation=[hidden]&next=/ and /media/member/[hidden]"
