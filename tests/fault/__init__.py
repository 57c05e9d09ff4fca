"""What survives kill -9: real worker processes, a real broker, and named points to die at."""
