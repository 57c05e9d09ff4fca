"""Tests of galleries, places, exports and take-downs."""
