"""What a proof of work is spent on: the same words and files are the same sending at each door, others are others."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from portals import proof
from portals.fans import guards

KEY = str(uuid.uuid4())


def photo(name: str = "a.jpg", sign: bytes = b"x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, sign * 10)


def by_page(**sent: Any) -> str:
    """As the form's door tells it: words and files apart, and what each press adds by itself."""
    request = RequestFactory().post("/", {**sent, "csrfmiddlewaretoken": "any", "proof": "any"})
    digest = guards.form_digest(request, KEY)
    request.close()  # nobody else closes the files that were read
    return digest


def by_api(**sent: Any) -> str:
    """As the API's door tells it: all in one."""
    return proof.digest_of(MultiValueDict(sent), key=KEY)


FIRST: dict[str, Any] = {"caption": ["Hi"], "scopes": ["pages", "social"], "files": [photo()]}


@pytest.mark.parametrize("digest", [by_page, by_api])
def test_one_sending_is_told_from_another(digest: Any) -> None:
    others: list[dict[str, Any]] = [
        {"caption": ["Ho"]}, {"scopes": ["pages"]}, {"scopes": ["social", "pages"]}, {"files": [photo("b.jpg")]},
        {"files": [photo(sign=b"y")]}, {"files": [photo(), photo()]}, {"files": []}, {"files": ["a.jpg 10"]},
    ]  # fmt: skip
    digests = [digest(**{**FIRST, "files": [photo()], **other}) for other in ({}, *others)]
    assert len(set(digests)) == len(digests)
    assert digest(**dict(reversed(FIRST.items())) | {"files": [photo()]}) == digests[0]


def test_both_doors_mean_the_same_by_it() -> None:
    assert by_page(**{**FIRST, "files": [photo()]}) == by_api(**{**FIRST, "files": [photo()]})


def test_json_is_told_by_what_it_says() -> None:
    assert proof.digest_of({"a": 1, "b": 2}, key="") == proof.digest_of({"b": 2, "a": 1}, key="")
    assert len({proof.digest_of({"a": number}, key=key) for number in (1, 2) for key in ("", "x")}) == 4
