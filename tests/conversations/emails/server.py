"""A real mail server on this machine that does what a test tells it: take, refuse, or break the line."""

import email
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage as Parsed
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings


class Server:
    """Keeps what it was given; `answers` are used up one by one, then everything is taken."""

    def __init__(self) -> None:
        self.taken: list[Parsed] = []
        self.talks = 0
        self.answers: list[str] = []
        self.at_recipient: list[str] = []

    async def handle_RCPT(  # noqa: N802 -- the library's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.talks += 1
        answer = self.at_recipient.pop(0) if self.at_recipient else "250 fine"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        if answer == "drop":
            _hang_up(server)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer in {"drop", "take and drop"}:
            if answer != "drop":
                self._take(envelope)
            _hang_up(server)
            return "451 never read"
        if answer.startswith("250"):
            self._take(envelope)
        return answer

    def _take(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))


def _hang_up(server: SMTP) -> None:
    assert server.transport
    server.transport.close()


class AnyPort(Controller):
    """On a port that the system chooses."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def running() -> Iterator[Server]:
    """The server, and the product configured to use it."""
    server = Server()
    controller: Any = AnyPort(server, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=controller.port,
        ):
            yield server
    finally:
        controller.stop()


def plain(message: Parsed) -> str:
    """The text part."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html(message: Parsed) -> str:
    """The HTML part."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
