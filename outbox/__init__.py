"""Effects that leave the house and keys that make requests idempotent."""
