"""One module per command: up runs the platform, doctor checks it."""
