"""A phone that sends a file in parts as our page does: it asks what has arrived, sends what is missing, and gives up
a connection soon when nobody takes its bytes."""

import hashlib
import http.client
import json
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

PIECE = 64 * 1024
# For a piece: it takes 13 seconds at 5 KB/s, and a thousandth of one here.
STALL = 0.8
ANSWER = 30.0
PATIENCE = 60.0
SMALL = 64 * 1024
RESET = struct.pack("ii", 1, 0)
TROUBLE = (OSError, http.client.HTTPException)
CLIP = {"filename": "clip.mp4", "content_type": "video/mp4"}


Midway = Callable[[int], object]


def nothing(number: int) -> None:
    """What usually happens in the middle of a part."""


class GivenUp(Exception):
    """The server says something that sending again does not mend."""


@dataclass
class Phone:
    """One fan's browser. `attempts` are the parts whose sending was begun, in order."""

    api: str
    campaign: str
    said: dict[str, str] = field(default_factory=lambda: dict(CLIP))
    attempts: list[int] = field(default_factory=list)
    done_at: dict[int, float] = field(default_factory=dict)

    def send(self, content: bytes, *, midway: Midway = nothing) -> str:
        """Send the whole file and complete it; the upload's id."""
        begun = self.call("POST", f"campaigns/{self.campaign}/uploads/", {**self.said, "size": len(content)})
        id_, size = str(begun["id"]), int(begun["part_size"])
        self.go_on(id_, content, size, midway=midway)
        return id_

    def go_on(self, id_: str, content: bytes, size: int, *, midway: Midway = nothing) -> None:
        """Send what has not arrived yet until nothing is missing, then complete."""
        while missing := self.missing(id_, content, size):
            for number in missing:
                part = content[(number - 1) * size : number * size]
                try:
                    self.send_part(id_, number, part, midway)
                except TROUBLE:
                    break  # what has arrived is asked of the server, never remembered
        self.call("POST", f"uploads/{id_}/complete/", {})

    def missing(self, id_: str, content: bytes, size: int) -> list[int]:
        there = {part["number"] for part in self.call("GET", f"uploads/{id_}/")["parts"]}
        return [number for number in range(1, -(-len(content) // size) + 1) if number not in there]

    def send_part(self, id_: str, number: int, part: bytes, midway: Midway = nothing) -> None:
        """Have one part signed and send it. Raises what the network does."""
        wanted = {"number": number, "size": len(part), "sha256": hashlib.sha256(part).hexdigest()}
        signed = self.call("POST", f"uploads/{id_}/parts/", wanted)
        self.attempts.append(number)
        status = put(signed["url"], signed["headers"], part, lambda: midway(number))
        if status >= 500:
            raise OSError(f"the store answered {status}")
        if status != 200:
            raise GivenUp(f"part {number} was answered with {status}")
        self.done_at[number] = time.monotonic()

    def submit(self, id_: str, terms_version: int) -> str:
        """Send the form with this upload; the submission's id."""
        entry = {"accept": True, "age_confirmed": True, "scopes": ["pages"], "people": "nobody", "music": "none"}
        body = {**entry, "terms_version": terms_version, "caption": "Hi", "uploads": [id_]}
        return str(self.call("POST", f"campaigns/{self.campaign}/submissions/", body)["id"])

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call the API, again and again while nobody answers."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                status, answer = self._once(method, path, body)
            except TROUBLE:
                status, answer = 503, b""
            if status < 300:
                found: dict[str, Any] = json.loads(answer)
                return found
            if status < 500 or time.monotonic() > end:
                raise GivenUp(f"{method} {path.split('/')[0]}: {status} {answer[:300]!r}")
            time.sleep(0.1)

    def _once(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.api).netloc, timeout=ANSWER)
        try:
            given = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1/{path}", given, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def put(url: str, headers: dict[str, str], body: bytes, midway: Callable[[], object] = lambda: None) -> int:
    """PUT over a connection of its own, piece by piece; the status. A piece that nobody takes in time is an error."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=STALL)
    connection.connect()
    try:
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)
        connection.putrequest("PUT", parts._replace(scheme="", netloc="").geturl())
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        connection.endheaders()
        view = memoryview(body)
        for start in range(0, len(body), PIECE):
            connection.sock.sendall(view[start : start + PIECE])
            if start <= len(body) // 2 < start + PIECE:
                midway()
        connection.sock.settimeout(ANSWER)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except TROUBLE:
        # Hang up at once, instead of leaving bytes behind that a slow line would go on to carry.
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        raise
    finally:
        connection.close()


class Forgetful(Phone):
    """The negative control: after each cut it begins the file anew, as a plain form does."""

    def go_on(self, id_: str, content: bytes, size: int, *, midway: Midway = nothing) -> None:
        for number in range(1, -(-len(content) // size) + 1):
            try:
                self.send_part(id_, number, content[(number - 1) * size : number * size])
            except TROUBLE:
                self.send(content)
                return
        self.call("POST", f"uploads/{id_}/complete/", {})
