"""People's wishes about themselves."""
