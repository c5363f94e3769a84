from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from services.api.key_trouble import key_trouble

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
OPENSSH = KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
INSTEAD = {
    "is empty": b" \n",
    "is UTF-16 text": PEM.decode().encode("utf-16"),
    "is a public key": KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "is a key in the OpenSSH format": OPENSSH,
    "is a key in the PuTTY format": b"PuTTY-User-Key-File-3: ssh-rsa\n",
    "is a certificate": b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "is cut short: its END line is missing": PEM[:900],
    "is cut short: its BEGIN line is missing": PEM[100:],
    "is a key in DER format": KEY.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
    "is a key in base64": b64encode(PEM),
    r"has \n where its lines should end": PEM.replace(b"\n", b"\\n"),
    "holds a path, not a key": b"~/.oci/oci_api_key.pem",
}


@pytest.mark.parametrize("why", INSTEAD)
def test_content_that_is_not_a_usable_key_is_identified(why: str) -> None:
    found = key_trouble(INSTEAD[why], is_variable=True)
    assert found
    assert found.why == why
    assert found.next_step


def test_an_openssh_public_key_is_identified() -> None:
    found = key_trouble(KEY.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH), is_variable=False)
    assert found
    assert found.why == "is a public key"


@pytest.mark.parametrize("pem", [PEM, PEM + b"OCI_API_KEY\n", PEM.replace(b"\n", b"\r\n")])
def test_nothing_is_wrong_with_a_private_key_in_pem_format(pem: bytes) -> None:
    assert key_trouble(pem, is_variable=False) is None
