"""Finding one's things again by an e-mail address."""
