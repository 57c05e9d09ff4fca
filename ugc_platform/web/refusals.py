"""What the loop itself answers: in a line, to whoever never got to ask for anything."""

from core import request_notes


def _line(status: str, sentence: str, *headers: str) -> bytes:
    body = sentence.encode()
    length = f"Content-Length: {len(body)}"
    head = (f"HTTP/1.1 {status}", "Content-Type: text/plain; charset=utf-8", length, "Connection: close", *headers)
    return "".join(f"{line}\r\n" for line in (*head, "")).encode() + body


# For whoever was given up, or is refused, before the head of the request was whole; by why it is missing.
UNREAD = {
    request_notes.LATE: _line("408 Request Timeout", "This did not arrive in time, so we stopped waiting.\n"),
    request_notes.BUSY: _line(
        "503 Service Unavailable",
        "So much is arriving at this moment. Please try again in a minute.\n",
        f"Retry-After: {request_notes.BUSY_SECONDS}",
    ),
    "": _line("431 Request Header Fields Too Large", "The head of this request is far too long.\n"),
}
