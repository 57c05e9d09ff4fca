"""The door of the web server: what a request claims about its letters is not believed."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest

from ugc_platform import wsgi


@pytest.mark.parametrize("codec", ["hex", "zlib", "undefined", "utf-16", "no-such-codec"])
def test_a_codec_that_a_request_claims_breaks_nothing(codec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str | None, str]] = []

    def django(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = WSGIRequest(environ)
        read.append((request.content_type, request.GET["q"]))
        return []

    monkeypatch.setattr(wsgi, "_django", django)
    environ = {
        "REQUEST_METHOD": "POST",
        "QUERY_STRING": "q=%C3%A4",
        "CONTENT_TYPE": f'multipart/form-data; charset="{codec}"; boundary=x',
        "wsgi.input": io.BytesIO(),
    }

    wsgi.application(environ, None)

    assert read == [("multipart/form-data", "ä")]
    assert environ["CONTENT_TYPE"] == "multipart/form-data; boundary=x"
