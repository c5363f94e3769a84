"""API keys as files, made at run time."""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


def new_key(folder: Path) -> Path:
    """A private key that no one has seen before."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return _write(folder / "other.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def locked_copy(key_file: Path, folder: Path, passphrase: str) -> Path:
    """The same key, protected by a passphrase."""
    key = load_pem_private_key(key_file.read_bytes(), None)
    protection = BestAvailableEncryption(passphrase.encode())
    return _write(folder / "locked.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection))


def fingerprint(key_file: Path) -> str:
    """MD5 of the public key's DER form, in pairs of digits, as OCI has it (API/Concepts/apisigningkey.htm)."""
    public = load_pem_private_key(key_file.read_bytes(), None).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.md5(der, usedforsecurity=False).digest().hex(":")


def _write(path: Path, text: bytes) -> Path:
    path.touch(0o600)
    path.write_bytes(text)
    return path
