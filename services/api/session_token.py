"""A security token: what `oci session authenticate` leaves in a file, good for an hour and exchanged for newer ones."""

import re
import threading
from base64 import urlsafe_b64decode
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from errno import EILSEQ
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from services.api.api_key import read_key
from services.config.ocids import OCID
from services.config.profile import RENEWED_BY, Profile
from services.model.errors import ConfigError, NotAuthenticatedError, SessionExpiredError
from services.model.secret import Secret
from services.storage.atomic_write import write_durably
from services.system.outside_file import read_bytes, read_text, reason

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


TOKEN = re.compile(r"[\w-]+=*\.[\w-]+=*\.[\w-]+=*", re.ASCII)
"""A JWT: three parts in base64 of URLs (RFC 7519, section 3), and so no line break and nothing but ASCII."""

FEDERATED = re.compile(r"ocid1\.saml2idp\.[a-z0-9]+\.[a-z0-9-]*\.[A-Za-z0-9._-]+/[^\x00-\x1f\x7f]{1,256}")
"""Whom a token of an older federation names: an identity provider and a name there, and no user of IAM."""

LONGEST_TOKEN = 16 * 1024
"""In characters. It goes in a header of each request, and servers take no more of those together."""


class _Claims(msgspec.Struct):
    sub: str
    exp: int
    tenant: str = ""
    iat: int = 0
    jwk: str = ""


class _Key(msgspec.Struct):
    n: str
    e: str


@dataclass(frozen=True)
class Claims:
    """What a token says of itself."""

    subject: str
    """Who is signed in: the OCID of a user, or what `FEDERATED` says."""
    tenancy: str
    issued: datetime
    expires: datetime
    key: str = ""
    """The public key that it stands for, as JSON (RFC 7517); empty where it does not say."""

    @property
    def user(self) -> str:
        """The OCID of the user; empty for one that IAM doesn't have, who has no user settings."""
        return self.subject if OCID.fullmatch(self.subject) else ""


def read_claims(token: str) -> Claims:
    """The claims of a JWT (RFC 7519); its signature is OCI's to check.

    Raises:
        ValueError: it is no token of a user.
    """
    if len(token) > LONGEST_TOKEN or not TOKEN.fullmatch(token):
        raise ValueError("not a token")
    try:
        payload = token.split(".")[1].rstrip("=")
        found = msgspec.json.decode(_decoded(payload), type=_Claims)
        issued, expires = (datetime.fromtimestamp(seconds, timezone.utc) for seconds in (found.iat, found.exp))
    except (IndexError, ValueError, OverflowError, OSError, RecursionError, msgspec.DecodeError):
        raise ValueError("not a token") from None
    if not (OCID.fullmatch(found.sub) or FEDERATED.fullmatch(found.sub)):
        raise ValueError("not the token of a user")
    return Claims(found.sub, found.tenant, issued, expires, found.jwk)


class SessionToken:
    """The token of a profile and the key that it stands for, as they are in their files. Safe for threads.

    Raises PassphraseNeededError or ConfigError where they cannot be used.
    """

    def __init__(self, profile: Profile, passphrase: str = "") -> None:
        self._profile = profile
        self._passphrase = passphrase or profile.passphrase
        self._lock = threading.Lock()
        self._take(_read(profile), read_key(profile, passphrase))

    def __repr__(self) -> str:
        return f"<SessionToken of {self.claims.subject} until {self.claims.expires:%H:%M}>"

    @property
    def is_expired(self) -> bool:
        """Whether its time is over by this computer's clock."""
        return self.claims.expires <= datetime.now(timezone.utc)

    @property
    def signer(self) -> Any:
        """The SDK's signer with the newest token."""
        return self._signer

    def reread(self) -> bool:
        """Take what stands in the files now, where another program renewed it; whether that is news.

        Raises:
            ConfigError: the token can't be used, or belongs to another user.
        """
        with self._lock:
            text = _read(self._profile)
            if text == self.text:
                return False
            if self._claims_of(text).subject != self.claims.subject:
                raise ConfigError(
                    f"Another user signed in with profile {self._profile.name}.",
                    "Switch to the profile again: Profile menu › Switch profile.",
                )
            # The fingerprint of the profile may be renewed with the key, and is not read again.
            self._take(text, read_key(replace(self._profile, fingerprint=""), self._passphrase))
            return True

    def exchange(self, newer: Secret) -> str:
        """Take a newer token for the same key and write it back, as the OCI CLI does (oci_cli/cli_session.py).

        Returns what the person should know: empty, or that other programs still have the older one.

        Raises:
            NotAuthenticatedError: it is no newer token of this session; the one in the file stays as it is.
        """
        with self._lock:
            why = self._why_not_newer(newer.reveal())
            if why:
                raise NotAuthenticatedError(
                    f"Can't renew the session of profile {self._profile.name}: OCI's response {why}. "
                    "The session file wasn't changed.",
                    f"Try again, or sign in again: {' '.join(authenticate_command(self._profile))}",
                )
            older = self.text
            self._take(newer.reveal(), self._key)
            return self._write_back(older)

    def _why_not_newer(self, text: str) -> str:
        """What is wrong with a token that should be a newer one for the same user and key; empty if nothing is."""
        try:
            claims = read_claims(text)
        except ValueError:
            return "contains no security token"
        if claims.subject != self.claims.subject or claims.tenancy != self.claims.tenancy:
            return "is the token of another user"
        if claims.key and not _is_key(claims.key, self._key):
            return "is the token of another key"
        if claims.expires <= datetime.now(timezone.utc):
            return "is an expired token"
        if claims.expires <= self.claims.expires:
            return "is a token that expires no later than the current one"
        return ""

    def _write_back(self, older: str) -> str:
        path = Path(self._profile.security_token_file)
        try:
            if read_bytes(path).strip() != older.encode():
                return f"{path} was changed by another program, so it wasn't overwritten."
            write_durably(path.resolve(), self.text.encode())
        except OSError as error:
            return f"Can't write the renewed session to {path}: {error.strerror}."
        return ""

    def expired(self) -> SessionExpiredError:
        """The error to tell, with the way out."""
        at = self.claims.expires.astimezone(timezone.utc)
        return SessionExpiredError(
            f"The session of profile {self._profile.name} expired at {at:%Y-%m-%d %H:%M} UTC.",
            f"Sign in again: {' '.join(authenticate_command(self._profile))}",
        )

    def _take(self, text: str, key: "RSAPrivateKey") -> None:
        from oci.auth.signers import SecurityTokenSigner

        self.claims = self._claims_of(text)
        self.text = text
        self._key = key
        self._signer = SecurityTokenSigner(text, key)

    def _claims_of(self, text: str) -> Claims:
        try:
            return read_claims(text)
        except ValueError:
            raise ConfigError(f"{self._profile.security_token_file} contains no security token.", RENEWED_BY) from None


def _is_key(jwk: str, key: "RSAPrivateKey") -> bool:
    """Whether a public key in JSON is that of our private one."""
    try:
        found = msgspec.json.decode(jwk, type=_Key)
        numbers = [int.from_bytes(_decoded(part), "big") for part in (found.n, found.e)]
    except (ValueError, RecursionError, msgspec.DecodeError):
        return False
    ours = key.public_key().public_numbers()
    return numbers == [ours.n, ours.e]


def _decoded(part: str) -> bytes:
    """Base64 of URLs, without the padding (RFC 7515, section 2)."""
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def authenticate_command(profile: Profile, config_file: str = "") -> list[str]:
    """How the OCI CLI signs in to that profile again, in a browser."""
    where = ["--config-location", config_file] if config_file else []
    return ["oci", "session", "authenticate", "--profile-name", profile.name, "--region", profile.region, *where]


def _read(profile: Profile) -> str:
    path = profile.security_token_file
    try:
        return read_text(path, encoding="ascii").strip()
    except FileNotFoundError:
        raise ConfigError(
            f"The security token file {path} of profile {profile.name} doesn't exist.", RENEWED_BY
        ) from None
    except OSError as error:
        if error.errno == EILSEQ:
            raise ConfigError(f"{path} contains no security token.", RENEWED_BY) from None
        raise ConfigError(f"Can't read {path}: {reason(error)}.", f"Check its owner and mode. {RENEWED_BY}") from None
