"""Answers of OCI as recorded or documented, with values made up: one file for each, and the tests that hold to them."""
