"""The pages of the library at /library."""
