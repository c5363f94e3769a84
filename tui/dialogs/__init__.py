"""One file for each dialog."""
