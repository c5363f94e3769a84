"""Textual widgets that know nothing of OCI."""
