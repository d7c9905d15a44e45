"""The chat and the command line: what people meet."""
