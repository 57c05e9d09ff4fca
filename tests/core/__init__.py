"""Tests of what several apps share."""
