"""Secrets: long, different, and stored only as digests."""

import hashlib
import re

from accounts import tokens


def test_new_tokens_are_43_characters_that_are_safe_in_an_address_and_all_different() -> None:
    made = {tokens.new() for _each in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in made)


def test_digest_is_sha256_and_takes_any_text() -> None:
    assert tokens.digest("abc") == hashlib.sha256(b"abc").hexdigest()
    assert len(tokens.digest("\ud800")) == 64
