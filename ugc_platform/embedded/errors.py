"""What can go wrong with an embedded service, said in one sentence that names the way out."""


class EmbeddedError(Exception):
    """An embedded service cannot run here; the text says what to do about it."""
