"""Views of the studio: each asks who, reads the request, makes one call, answers."""
