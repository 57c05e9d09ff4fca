"""The review room: what waits, one item at a time, and what was decided."""
