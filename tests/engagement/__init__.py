"""Tests of views and measures."""
