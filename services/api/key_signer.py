"""The SDK's signer for an API key that is open already."""

from typing import TYPE_CHECKING

from oci.signer import AbstractBaseSigner

from services.config.profile import Profile

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

HEADERS = ["date", "(request-target)", "host"]
BODY_HEADERS = ["content-length", "content-type", "x-content-sha256"]
"""What is signed (docs.oracle.com, API/Concepts/signingrequests.htm)."""


class KeySigner(AbstractBaseSigner):  # type: ignore[misc]  # the SDK ships no types
    """Signs as the SDK's `Signer`, which would open the key again: 35 ms in which no other Python runs."""

    def __init__(self, profile: Profile, key: "RSAPrivateKey") -> None:
        self.api_key = f"{profile.tenancy}/{profile.user}/{profile.fingerprint}"
        self.private_key = key
        self.create_signers(self.api_key, key, HEADERS, BODY_HEADERS)
