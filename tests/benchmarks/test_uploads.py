"""The measures of uploads that need no server: the plan of the cuts, what a cut may cost, and the peer's honesty."""

import hashlib
import importlib
import io
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.fault import cuts
from tests.fault.proxy import Fault


@pytest.mark.parametrize("parts", [1, 8, 40])
def test_all_cuts_of_a_plan_happen_and_all_kinds_equally_often(parts: int) -> None:
    plan = cuts.plan(20, parts=parts, seed=3)
    assert len(plan) == 20
    assert [sum(cut.fault is fault for cut in plan.values()) for fault in Fault] == [5] * 4
    arrived = sending = 0
    while arrived < parts:  # a phone that sends until all parts are there
        arrived += sending not in plan
        sending += 1
    assert sending == parts + 20


@pytest.mark.parametrize(
    ("sent_again", "bytes_more", "within"), [(2, 2 * cuts.PART, True), (3, 0, False), (0, 3 * cuts.PART, False)]
)
def test_at_most_one_part_for_a_cut(sent_again: int, bytes_more: int, within: bool) -> None:
    assert cuts.Cost(parts=4, cuts=2, sent_again=sent_again, bytes_more=bytes_more).within == within


def test_the_bare_peer_refuses_other_bytes_as_we_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    plain = importlib.import_module("benchmarks.uploads.plain")
    monkeypatch.setattr(plain, "FOLDER", tmp_path / "plain")

    def put(body: bytes, checksum: str) -> list[str]:
        said: list[str] = []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "PUT", "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
            "HTTP_X_AMZ_CHECKSUM_SHA256": checksum,
        }  # fmt: skip
        plain.application(environ, lambda status, headers: said.append(status))
        return said

    right = b64encode(hashlib.sha256(b"film").digest()).decode()
    assert put(b"film", right) == ["200 OK"]
    with pytest.raises(ValueError, match="other bytes"):
        put(b"flim", right)
