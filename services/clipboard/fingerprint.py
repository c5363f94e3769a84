"""Recognises a text again without keeping it."""

import hashlib
import hmac
import secrets


class Fingerprint:
    """A keyed digest of one text, good only in this process."""

    def __init__(self, data: bytes) -> None:
        self._key = secrets.token_bytes(32)
        self._digest = self._of(data)

    def matches(self, data: bytes) -> bool:
        """Whether these are the same bytes."""
        return hmac.compare_digest(self._digest, self._of(data))

    def _of(self, data: bytes) -> bytes:
        return hashlib.blake2b(data, key=self._key).digest()
