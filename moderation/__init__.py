"""The review queue, decisions and reports."""
