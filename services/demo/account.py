"""A key for a user of the demo tenancy, made at run time, and the SDK configuration that uses it."""

import os
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services.demo.signature import fingerprint_of
from services.demo.tenancy import Tenancy
from services.demo.tokens import Session

_LABEL = "OCI_API_KEY"
"""The last line of a key file, by which Oracle's tools and secret scanners know it (API/Concepts/apisigningkey.htm)."""

KEY_BITS = 2048
"""The least that OCI takes (API/Concepts/apisigningkey.htm)."""


class DemoAccount:
    """Lets a user of the tenancy, the administrator unless told otherwise, sign requests with a key of its own.

    The key is an API key, or with `token` a session key that a security token vouches for until it expires.
    """

    def __init__(self, tenancy: Tenancy, user_ocid: str | None = None, *, token: bool = False) -> None:
        key = new_key()
        self.key_pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        self._tenancy = tenancy
        self.user_ocid = user_ocid or tenancy.admin_ocid
        self.token = ""
        """The security token; empty with an API key."""
        if token:
            self.fingerprint = fingerprint_of(key.public_key())
            session = Session(self.user_ocid, tenancy.ocid, key.public_key(), tenancy.world.now())
            self.token = tenancy.world.sessions.open(session, timedelta(seconds=tenancy.settings.token_seconds))
        else:
            self.fingerprint = tenancy.keys.register(self.user_ocid, key.public_key())

    def config(self) -> dict[str, str]:
        """The configuration for the SDK's clients, with the key in it; with a token it names no user."""
        user = {} if self.token else {"user": self.user_ocid}
        return {
            **user,
            "tenancy": self._tenancy.ocid,
            "region": self._tenancy.home_region,
            "fingerprint": self.fingerprint,
            "key_content": self.key_pem,
        }

    def write(self, directory: Path) -> Path:
        """Write a configuration file, the key, and the token if there is one, readable by us alone.

        Returns the path of the configuration file.
        """
        files = {"key_file": (directory / "oci_api_key.pem", f"{self.key_pem}{_LABEL}\n")}
        if self.token:
            files["security_token_file"] = (directory / "token", self.token)
        values = {name: value for name, value in self.config().items() if name != "key_content"}
        for name, (path, text) in files.items():
            _write_private(path, text)
            values[name] = str(path.resolve())
        config_file = directory / "config"
        _write_private(config_file, "".join(["[DEFAULT]\n", *(f"{name}={value}\n" for name, value in values.items())]))
        return config_file


def new_key() -> rsa.RSAPrivateKey:
    """A key for an account."""
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
