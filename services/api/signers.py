"""The SDK's signers, for a key that is open already and for a token that is refreshed."""

from typing import TYPE_CHECKING, Any

from oci.auth.signers import SecurityTokenSigner
from oci.signer import AbstractBaseSigner

from services.api.session_token import SessionToken
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


class RenewedSigner(SecurityTokenSigner):  # type: ignore[misc]  # the SDK ships no types
    """Signs every request with the newest token, where the SDK's own signer keeps the first one for good."""

    def __init__(self, token: SessionToken) -> None:
        super().__init__(token.text, token.signer.private_key)
        self._newest = token

    def do_request_sign(self, request: Any, enforce_content_headers: bool = True) -> Any:
        """Sign as the SDK would with the newest token."""
        return self._newest.signer.do_request_sign(request, enforce_content_headers)
