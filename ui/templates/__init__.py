"""HTML templates of the chat; they escape everything they print."""
