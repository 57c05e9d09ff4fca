"""The web server's side: requests are gathered by one loop and handed to a thread only when they are whole."""
