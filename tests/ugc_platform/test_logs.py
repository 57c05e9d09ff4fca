"""Secrets never reach a log line."""

import io
import logging

import pytest

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
    assert TOKEN not in logs.masked(line)


def test_masked_leaves_other_lines_alone() -> None:
    assert logs.masked("Not Found: /c/summer/") == "Not Found: /c/summer/"


def test_filter_masks_arguments_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.MaskSecrets())
    logger = logging.getLogger("tests.masking")
    logger.propagate = False
    logger.addHandler(handler)

    logger.warning("%s: %s", "Not Found", f"/me/{TOKEN}/")

    assert stream.getvalue() == "Not Found: /me/[hidden]/\n"


def test_secrets_in_the_query_are_hidden() -> None:
    line = "GET /accounts/signup/?invitation=abcDEF123&next=/ and /media/member/eyJ:1x:zz"
    assert logs.masked(line) == "GET /accounts/signup/?invitation=[hidden]&next=/ and /media/member/[hidden]"
