"""One file for each command of the command line, and the parser."""
