"""What stores say: a refusal that stays is told from trouble that passes, on both stores, and the log says which."""

import errno
import io
import logging
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, SSLError

from core import storage
from core.store_errors import translated
from tests.core.conftest import described, stored_in
from tests.core.strict_s3 import StrictS3

KEY = "brand/asset/photo-1-abc"


def said(code: str, status: int) -> ClientError:
    answer = {"Error": {"Code": code, "Message": "Because."}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "CompleteMultipartUpload")  # type: ignore[arg-type]


def told_by(error: Exception) -> type[Exception]:
    with pytest.raises((storage.Missing, storage.Unavailable)) as found, translated(KEY):
        raise error
    return found.type


@pytest.mark.parametrize(
    ("code", "status"),
    [
        *[("MalformedXML", 400), ("InvalidRequest", 400), ("AccessDenied", 403), ("InvalidAccessKeyId", 403)],
        *[("SignatureDoesNotMatch", 403), ("RequestTimeTooSkewed", 403), ("NoSuchBucket", 404)],
        *[("MethodNotAllowed", 405), ("NotImplemented", 501), ("403", 403)],
    ],
)
def test_a_refusal_that_no_waiting_mends_is_refused(code: str, status: int, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING, "core.store_errors"),
        pytest.raises(storage.Refused) as found,
        translated(KEY),
    ):
        raise said(code, status)
    assert found.value.code == code
    assert [f"({code})" in record.message and f"HTTP {status}" in record.message for record in caplog.records] == [True]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        *[("SlowDown", 503), ("InternalError", 500), ("InternalError", 200), ("RequestTimeout", 400)],
        *[("BadDigest", 400), ("OperationAborted", 409), ("TooManyRequests", 429), ("ExpiredToken", 400), ("502", 502)],
    ],
)
def test_trouble_that_passes_is_no_refusal(code: str, status: int) -> None:
    assert told_by(said(code, status)) is storage.Unavailable


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (NoCredentialsError(), storage.Refused),
        (
            SSLError(endpoint_url="https://s3", error=Exception("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")),
            storage.Refused,
        ),
        (SSLError(endpoint_url="https://s3", error=Exception("EOF occurred")), storage.Unavailable),
        (EndpointConnectionError(endpoint_url="https://s3"), storage.Unavailable),
        (OSError(errno.ENOSPC, "full"), storage.Unavailable),
        (PermissionError(errno.EACCES, "no"), storage.Refused),
        (OSError(errno.EROFS, "read-only"), storage.Refused),
        (FileNotFoundError(), storage.Missing),
        (said("NoSuchKey", 404), storage.Missing),
    ],
)
def test_errors_of_the_machine_and_the_way_are_told_apart(error: Exception, meaning: type[Exception]) -> None:
    assert told_by(error) is meaning


@pytest.mark.parametrize("wrong", ["access_key", "secret_key"])
def test_wrong_keys_are_refused_in_every_call(bucket: StrictS3, wrong: str) -> None:
    wrongly = described(bucket, **{wrong: "wrong"}).storage(link_seconds=60)
    with stored_in(wrongly):
        for call in (
            lambda: storage.put(KEY, io.BytesIO(b"x"), "image/webp"),
            lambda: storage.open(KEY),
            lambda: storage.size(KEY),
            lambda: storage.delete(KEY),
        ):
            with pytest.raises(storage.Refused):
                call()


def test_a_folder_that_is_a_file_is_refused(folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(storage.Unavailable):
        storage.put(KEY, io.BytesIO(b"x"), "image/webp")
