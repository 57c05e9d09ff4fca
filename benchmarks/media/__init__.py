"""Photos, videos and fingerprints. Imports nothing, so that a measured process carries only what it uses."""
