"""Messages between a brand and a contributor."""
