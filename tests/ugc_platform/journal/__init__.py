"""Tests of the journal of what ended, and of its replay after a restore."""
