"""What a command has to say of its input: diagnostics, their report, and the catalog of their codes."""
