"""The API signing key: checked before the first request, so that an error names what is wrong with the key."""

import hashlib
from typing import TYPE_CHECKING

from services.api.key_trouble import KeyTrouble, key_trouble
from services.config.profile import Profile
from services.model.errors import ConfigError, PassphraseNeededError
from services.system.outside_file import read_bytes, reason

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

NO_KEY = KeyTrouble("isn't a private key in PEM format", "Set key_file to the API signing key, an RSA key.")


def read_key(profile: Profile, passphrase: str = "") -> "RSAPrivateKey":
    """The profile's private key, proven to open, to be sound and to match the fingerprint, where there is one.

    Raises:
        PassphraseNeededError: the key is encrypted and the passphrase is missing or wrong.
        ConfigError: the file is missing, is no RSA private key, or is another key than the fingerprint says.
    """
    key = _opened(_read(profile), profile, passphrase or profile.passphrase)
    found = _fingerprint(key)
    if profile.fingerprint and found != profile.fingerprint:
        raise ConfigError(
            f"The key {profile.key_name} has the fingerprint {found}, "
            f"but profile {profile.name} says {profile.fingerprint}.",
            "Set key_file to the right key, or upload this one: Profile menu › User settings › API keys.",
        )
    return key


def _read(profile: Profile) -> bytes:
    if profile.key_content:
        return profile.key_content.encode(errors="surrogateescape")
    try:
        return read_bytes(profile.key_file)
    except FileNotFoundError:
        raise ConfigError(
            f"The key file {profile.key_file} of profile {profile.name} doesn't exist.",
            "Correct key_file in the profile.",
        ) from None
    except OSError as error:
        raise ConfigError(
            f"Can't read the key {profile.key_file}: {reason(error)}.",
            "Check key_file in the profile, and the owner and mode (0600) of the file.",
        ) from None


def _opened(pem: bytes, profile: Profile, passphrase: str) -> "RSAPrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization  # 60 ms: only when a session is opened
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    encrypted = b"ENCRYPTED" in pem
    trouble = key_trouble(pem, is_variable=bool(profile.key_content))
    if encrypted and trouble:  # which no passphrase opens
        raise _unusable(profile, trouble)
    if encrypted and not passphrase:
        raise PassphraseNeededError(f"The key {profile.key_name} is encrypted.", "Enter its passphrase.")
    try:
        # Testing the primes takes 40 ms, in which nothing else runs, and 300 for a key of 4096 bits; see `_signs`.
        key = serialization.load_pem_private_key(
            pem, passphrase.encode() if encrypted else None, unsafe_skip_rsa_key_validation=True
        )
    except UnsupportedAlgorithm:
        raise ConfigError(
            f"The key {profile.key_name} is of an unsupported type.", "OCI accepts only RSA keys."
        ) from None
    except (ValueError, TypeError):
        if encrypted:
            raise PassphraseNeededError(
                f"Wrong passphrase for {profile.key_name}.", "Enter the passphrase again."
            ) from None
        raise _unusable(profile, trouble or NO_KEY) from None
    if not isinstance(key, RSAPrivateKey):
        raise ConfigError(f"{profile.key_name} isn't an RSA key.", "OCI accepts only RSA keys.")
    if not _signs(key):
        raise ConfigError(
            f"The key {profile.key_name} is damaged: its public and private parts don't match.",
            "Restore the key from a backup, or add a new one: Profile menu › User settings › API keys.",
        )
    return key


def _unusable(profile: Profile, trouble: KeyTrouble) -> ConfigError:
    where = "OCI_CLI_KEY_CONTENT" if profile.key_content else f"The key file {profile.key_file}"
    return ConfigError(f"{where} {trouble.why}.", trouble.next_step)


def _signs(key: "RSAPrivateKey") -> bool:
    """Whether what the private half signs fits the public half."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        key.public_key().verify(key.sign(b"", PKCS1v15(), SHA256()), b"", PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def _fingerprint(key: "RSAPrivateKey") -> str:
    """MD5 of the DER public key in colon-separated pairs, as the Console shows it (API/Concepts/apisigningkey.htm)."""
    from cryptography.hazmat.primitives import serialization

    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.md5(der, usedforsecurity=False).hexdigest()
    return ":".join(digest[at : at + 2] for at in range(0, 32, 2))
