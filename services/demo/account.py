"""An API key for a user of the demo tenancy, made at run time, and the SDK configuration that uses it."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services.demo.tenancy import Tenancy

_CONFIG = """\
[DEFAULT]
user={user}
tenancy={tenancy}
region={region}
fingerprint={fingerprint}
key_file={key_file}
"""

_LABEL = "OCI_API_KEY"
"""The last line of a key file, by which Oracle's tools and secret scanners know it (API/Concepts/apisigningkey.htm)."""


class DemoAccount:
    """Lets a user of the tenancy, the administrator unless told otherwise, sign requests with a key of its own."""

    def __init__(self, tenancy: Tenancy, user_ocid: str | None = None) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._key_pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        self._tenancy = tenancy
        self.user_ocid = user_ocid or tenancy.admin_ocid
        self.fingerprint = tenancy.keys.register(self.user_ocid, key.public_key())

    def config(self) -> dict[str, str]:
        """The configuration for the SDK's clients, with the key in it."""
        return {
            "user": self.user_ocid,
            "tenancy": self._tenancy.ocid,
            "region": self._tenancy.home_region,
            "fingerprint": self.fingerprint,
            "key_content": self._key_pem,
        }

    def write(self, directory: Path) -> Path:
        """Write a configuration file and the key, readable by us alone. Returns the path of the configuration file."""
        key_file = directory / "oci_api_key.pem"
        config_file = directory / "config"
        _write_private(key_file, f"{self._key_pem}{_LABEL}\n")
        _write_private(config_file, _CONFIG.format(**self.config(), key_file=key_file.resolve()))
        return config_file


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
