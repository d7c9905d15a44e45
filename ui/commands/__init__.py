"""The subcommands of `council-qa`."""
