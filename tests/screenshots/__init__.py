"""Tests that the pictures show the program as it is."""
