"""Mail as rows: queued once, claimed by one, written down honestly."""
