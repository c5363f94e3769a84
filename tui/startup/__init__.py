"""What makes the first frame quick: command lines that need no parser, and modules that load after it."""
