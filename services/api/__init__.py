"""Signed HTTP to OCI: sign-in, sessions, clients, retries, pagination, and OCI's errors as our own."""
