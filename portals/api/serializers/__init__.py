"""What goes in and out of the API. Every field is listed, so nothing leaks by default."""
