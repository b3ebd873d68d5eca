"""The command line: `chophien`."""
