"""Searches for the password in everything that the program writes: frames, files, output, and network."""
