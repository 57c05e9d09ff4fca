"""Tests of the large view of a picture."""
