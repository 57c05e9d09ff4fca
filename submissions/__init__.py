"""Submissions, their assets and their life cycle."""
