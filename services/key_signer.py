"""The SDK's signer for an API key that has been opened and checked already: its own would do both once more."""

from typing import TYPE_CHECKING

from oci.signer import AbstractBaseSigner

from services.profile import Profile

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

HEADERS = ["date", "(request-target)", "host"]
HEADERS_OF_A_BODY = ["content-length", "content-type", "x-content-sha256"]
"""What is signed (docs.oracle.com, API/Concepts/signingrequests.htm)."""


class KeySigner(AbstractBaseSigner):  # type: ignore[misc]  # the SDK ships no types
    """Signs requests as the profile's user."""

    def __init__(self, profile: Profile, key: "RSAPrivateKey") -> None:
        key_id = f"{profile.tenancy}/{profile.user}/{profile.fingerprint}"
        self.create_signers(key_id, key, HEADERS, HEADERS_OF_A_BODY)
