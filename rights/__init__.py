"""Terms, grants and revocations: the append-only ledger."""
