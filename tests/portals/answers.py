"""What tests read of answers, whatever sends them."""

from typing import Any


def body(answer: Any) -> bytes:
    """What was sent, whole; reading to the end closes the file."""
    sent: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return sent
