"""This machine: the OS keyring, CUPS, child processes, and protection of our memory and output."""
