"""OCI's request signatures: draft-cavage-http-signatures, as docs.oracle.com, API/Concepts/signingrequests.htm says."""

import re
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import md5, sha256
from typing import TYPE_CHECKING

from services.demo.http import Request
from services.demo.refusals import not_authenticated
from services.demo.tokens import Sessions

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_ALWAYS_SIGNED = frozenset({"(request-target)", "host"})
_DATES = ("date", "x-date")
_SIGNED_WITH_BODY = frozenset({"content-length", "content-type", "x-content-sha256"})
_METHODS_WITH_BODY = ("POST", "PUT", "PATCH")
_TOKEN = "ST$"  # what comes before a security token in place of a key's name
_FIELD = re.compile(r'(\w+)="([^"]*)"')


class KeyRing:
    """The public keys of the tenancy's users: API keys, and those that a security token stands for."""

    def __init__(self, tenancy_ocid: str, sessions: Sessions) -> None:
        self._tenancy_ocid = tenancy_ocid
        self._sessions = sessions
        self._keys: dict[str, tuple[str, RSAPublicKey]] = {}

    def register(self, user_ocid: str, key: "RSAPublicKey") -> str:
        """Let the user sign with that key. Returns its fingerprint."""
        fingerprint = fingerprint_of(key)
        self._keys[f"{self._tenancy_ocid}/{user_ocid}/{fingerprint}"] = (user_ocid, key)
        return fingerprint

    def verify(self, request: Request, now: datetime, tolerance: timedelta | None) -> str:
        """The OCID of the user who signed the request.

        Raises:
            RefusalError: the signature is missing, incomplete, wrong, or too old or too new by more than `tolerance`.
        """
        fields = dict(_FIELD.findall(request.headers.get("authorization", "")))
        signed = fields.get("headers", "").lower().split()
        user_ocid, key = self._named(fields.get("keyId", ""), now)
        if key is None or fields.get("algorithm") != "rsa-sha256" or fields.get("version", "1") != "1":
            raise not_authenticated()
        if not _covers_enough(request, signed) or not _is_recent(request, signed, now, tolerance):
            raise not_authenticated()
        if not _is_signed_by(key, fields.get("signature", ""), _signed_text(request, signed)):
            raise not_authenticated()
        if request.method in _METHODS_WITH_BODY and not _body_is_as_signed(request):
            raise not_authenticated()
        return user_ocid

    def _named(self, key_id: str, now: datetime) -> "tuple[str, RSAPublicKey | None]":
        if not key_id.startswith(_TOKEN):
            return self._keys.get(key_id, ("", None))
        session = self._sessions.find(key_id.removeprefix(_TOKEN), now)
        return (session.user_ocid, session.key) if session else ("", None)


def fingerprint_of(key: "RSAPublicKey") -> str:
    """The MD5 of the key's DER form, in pairs of hexadecimal digits joined by colons, as OCI names keys."""
    from cryptography.hazmat.primitives import serialization  # costly to import: only when a key is at hand

    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    digest = md5(der, usedforsecurity=False).hexdigest()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _covers_enough(request: Request, signed: list[str]) -> bool:
    needed = _ALWAYS_SIGNED | (_SIGNED_WITH_BODY if request.method in _METHODS_WITH_BODY else frozenset())
    return needed.issubset(signed) and any(name in signed for name in _DATES)


def _is_recent(request: Request, signed: list[str], now: datetime, tolerance: timedelta | None) -> bool:
    name = next(name for name in reversed(_DATES) if name in signed)
    try:
        date = parsedate_to_datetime(request.headers.get(name, ""))
    except ValueError:
        return False
    return date.tzinfo is not None and (tolerance is None or abs(now - date) <= tolerance)


def _signed_text(request: Request, signed: list[str]) -> str:
    target = f"{request.method.lower()} {request.target}"
    lines = (target if name == "(request-target)" else request.headers.get(name, "").strip() for name in signed)
    return "\n".join(f"{name}: {line}" for name, line in zip(signed, lines, strict=True))


def _body_is_as_signed(request: Request) -> bool:
    digest = b64encode(sha256(request.body).digest()).decode()
    return (request.headers.get("x-content-sha256"), request.headers.get("content-length")) == (
        digest,
        str(len(request.body)),
    )


def _is_signed_by(key: "RSAPublicKey", signature: str, text: str) -> bool:
    from cryptography.exceptions import InvalidSignature  # costly to import: only when a key is at hand
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        key.verify(b64decode(signature, validate=True), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
