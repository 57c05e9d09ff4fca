"""Curated galleries, placements, exports and take-downs."""
