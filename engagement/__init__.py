"""Honest measures of engagement."""
