"""Uploads in parts, on both stores."""
