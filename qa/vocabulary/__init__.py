"""The words that decide, as data."""
