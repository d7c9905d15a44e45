"""The HTTP API: the assistant for programs."""
