"""How the built-in embedding model is trained and measured; not needed to use it."""
