"""How long one request may take in all, whatever its answer does."""

REQUEST_SECONDS = 30.0
"""From the look-up of the host to the last byte: a person waits, and does not know whether a change happened."""
