"""A conversation as the page keeps it, and as a file."""
