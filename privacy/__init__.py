"""What people may ask about themselves: a copy of everything, and to be forgotten."""
