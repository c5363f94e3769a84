"""How long one request may take in all, whatever its answer does: from the look-up of the host to the last byte."""

READ_SECONDS = 60.0
"""A page of a thousand users over a slow line is a quarter of a minute."""

WRITE_SECONDS = 30.0
"""A person waits, and does not know whether it happened."""

READS = ("GET", "HEAD")


def request_seconds(method: str) -> float:
    """How long a request of that method may take."""
    return READ_SECONDS if method in READS else WRITE_SECONDS
