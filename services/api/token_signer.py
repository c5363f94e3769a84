"""The SDK's signer for a security token that is renewed under it: its own keeps the first token for good."""

from typing import Any

from oci.auth.signers import SecurityTokenSigner

from services.api.session_token import SessionToken


class RenewedSigner(SecurityTokenSigner):  # type: ignore[misc]  # the SDK ships no types
    """Signs every request with the newest token."""

    def __init__(self, token: SessionToken) -> None:
        super().__init__(token.text, token.signer.private_key)
        self._newest = token

    def do_request_sign(self, request: Any, enforce_content_headers: bool = True) -> Any:
        """Sign as the SDK would with the newest token."""
        return self._newest.signer.do_request_sign(request, enforce_content_headers)
