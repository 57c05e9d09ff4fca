"""The languages of the public pages."""
