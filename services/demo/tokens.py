"""Security tokens: what `oci session authenticate` gets, a JWT that names the user and stands for a session key."""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_REFRESHED_FOR = timedelta(hours=24)
"""How long after signing in a token can be exchanged for a newer one (docs.oracle.com, API/SDKDocs/clitoken.htm)."""


@dataclass(frozen=True)
class Session:
    """One signed-in user with one key, from signing in to the end of the last token."""

    user_ocid: str
    tenancy_ocid: str
    key: "RSAPublicKey"
    began: datetime


class Sessions:
    """The security tokens that were handed out."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._tokens: dict[str, tuple[Session, datetime]] = {}

    def open(self, session: Session, lifetime: timedelta, **claims: str) -> str:
        """The first token of a session, with more claims where principals of other kinds have them."""
        return self._issue(session, session.began, lifetime, claims)

    def find(self, token: str, now: datetime) -> Session | None:
        """The session of a token that has not expired."""
        session, expires = self._tokens.get(token, (None, now))
        return session if now < expires else None

    def refresh(self, token: str, now: datetime, lifetime: timedelta) -> str | None:
        """A newer token of the same session; None where the token has expired or the session is too old."""
        session = self.find(token, now)
        if session is None or now >= session.began + _REFRESHED_FOR:
            return None
        _, ends = self._tokens[token]
        later = ends + timedelta(seconds=1)  # OCI's are asked for when an older one is near its end
        return self._issue(session, now, max(lifetime, later - now) if lifetime else lifetime)

    def _issue(
        self, session: Session, now: datetime, lifetime: timedelta, more: Mapping[str, str] | None = None
    ) -> str:
        expires = now + lifetime
        claims = {
            "sub": session.user_ocid,
            "tenant": session.tenancy_ocid,
            "iss": "authService.oracle.com",
            "ptype": "user",
            "ttype": "login",
            "ttl": str(int(lifetime / timedelta(milliseconds=1))),
            "jti": secrets.token_hex(16),
            "iat": int(now.timestamp()),
            "exp": int(expires.timestamp()),
            "jwk": _jwk(session.key),
            "sess_exp": int((session.began + _REFRESHED_FOR).timestamp()),
            **(more or {}),
        }
        signed = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        token = f"{signed}.{_encoded(digest(self._secret, signed.encode(), sha256))}"
        self._tokens[token] = (session, expires)
        return token


def _jwk(key: "RSAPublicKey") -> str:
    """A public key as the claim `jwk` of OCI's tokens has it: JSON (RFC 7518, section 6.3.1) in a string."""
    numbers = key.public_numbers()
    parts = {
        name: _encoded(number.to_bytes((number.bit_length() + 7) // 8, "big"))
        for name, number in (("n", numbers.n), ("e", numbers.e))
    }
    return json.dumps({"kty": "RSA", "use": "sig", "alg": "RS256", **parts})


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
