"""Rows for the tests of policies: statements, a request, and what they decide."""
