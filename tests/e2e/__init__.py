"""Tests that start the installed program in a real terminal, and press keys."""
