"""Campaigns, their hashtags and entry forms."""
