"""Requests to the demo tenancy, signed by the SDK, whose answers are looked at as they come over the wire."""

from functools import cache
from typing import Any

import oci
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oci._vendor import requests

from services.demo.account import KEY_BITS
from services.demo.operation import EMAIL, IDENTITY, KMS, SCIM
from services.demo.tenancy import Tenancy
from services.demo.transport import mount

HOSTS = {
    IDENTITY: "identity.us-ashburn-1.oci.oraclecloud.com",
    KMS: "kms.us-ashburn-1.oraclecloud.com",
    EMAIL: "ctrl.email.us-ashburn-1.oci.oraclecloud.com",
}


class OnTheWire:
    """Sends requests of one user, the administrator unless told otherwise, to a tenancy in this process."""

    def __init__(self, tenancy: Tenancy, user: str = "") -> None:
        self.tenancy = tenancy
        ocid = tenancy.user_ocid(user) if user else tenancy.admin_ocid
        key = _key()
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        fingerprint = tenancy.keys.register(ocid, key.public_key())
        self._signer = oci.Signer(tenancy.ocid, ocid, fingerprint, None, private_key_content=pem)
        self._session = requests.Session()
        mount(self._session, tenancy)

    def ask(
        self, method: str, path: str, body: object = None, *, host: str = "", headers: dict[str, str] | None = None
    ) -> Any:
        """The answer of the SDK's HTTP library; `host` is that of the service in its home region unless given."""
        base = host or self._host_of(path)
        return self._session.request(
            method, f"https://{base}{path}", json=body, headers=headers, auth=self._signer, timeout=60
        )

    def _host_of(self, path: str) -> str:
        if path.startswith(SCIM):
            return self.tenancy.world.domains[0].netloc
        return next(host for prefix, host in HOSTS.items() if path.startswith(prefix))


@cache
def _key() -> rsa.RSAPrivateKey:
    """One key for all of them: making one takes as long as many requests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
