"""What every page, feed and list costs with ten thousand, a hundred thousand and a million submissions."""
