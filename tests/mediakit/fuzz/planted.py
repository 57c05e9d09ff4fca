"""The positive control: a parser with a bug that only steps of coverage lead to; random bytes would need 2^24 tries."""


def parse(data: bytes) -> None:
    """Walk into the bug one byte at a time."""
    if len(data) > 2 and data[0] == 0x46 and data[1] == 0x41 and data[2] ^ data[1] == 0x0F:
        raise ZeroDivisionError("planted")
