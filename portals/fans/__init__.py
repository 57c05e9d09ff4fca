"""The public pages: what is live, invitations, sending in, a contributor's own page and galleries."""
