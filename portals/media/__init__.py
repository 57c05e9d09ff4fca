"""Pictures and videos on their way to a browser: every address asks again before it serves."""
