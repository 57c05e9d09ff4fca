"""Uploads in parts: files that arrive piece by piece, straight in the store, before a submission names them.

An upload's id is a capability: who holds it may go on with it. See `docs/adr/0007-resumable-uploads.md`.
"""
