"""Tests of media addresses."""
