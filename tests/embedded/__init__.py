"""Tests of the embedded services and their supervisor."""
