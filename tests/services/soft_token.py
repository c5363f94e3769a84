"""PKCS#11 tokens in files, by SoftHSM: they count wrong PINs and lock nothing (softhsm2.conf(5))."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.needs import needs

PIN = "4711-0815"
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
"""Where Debian, Fedora, and Homebrew have it."""

PIV_ID = b"\x01"
"""The ID of the key for authentication, which the SDK takes where nothing else is said."""


@dataclass(frozen=True)
class SoftTokens:
    """A folder of tokens, and the environment in which the module finds them."""

    environ: dict[str, str]

    @property
    def module(self) -> str:
        """The path of the module."""
        return self.environ["OCI_CLI_PKCS11_MODULE_PATH"]

    def add(self, label: str, pin: str = PIN) -> None:
        """A new token without a key."""
        self._tool("--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", pin)

    def store(self, label: str, key_file: Path, key_id: bytes = PIV_ID, name: str = "PIV AUTH", pin: str = PIN) -> None:
        """Put a private key on a token, with its certificate, as PIV tokens have one.

        The tool adds a public key of the same label, which is removed: by label, the SDK would find two keys.
        """
        here = ("--token", label, "--id", key_id.hex(), "--label", f"{name} key", "--pin", pin)
        self._tool("--import", str(key_file), "--force", *here)
        self._script(STORE_CERTIFICATE, label, key_id.hex(), name, pin, certificate(key_file).hex())

    def remove(self, label: str) -> None:
        """The token is gone, with all that it holds."""
        self._tool("--delete-token", "--token", label)

    def try_pin(self, label: str, pin: str) -> str:
        """Log in from another program: the name of the error, empty where the PIN was right."""
        return self._script(TRY_PIN, label, pin)

    def change_pin(self, label: str, old: str, new: str) -> None:
        """As the software of a token does; in this process, as SoftHSM doesn't notice what others change."""
        import pkcs11

        tokens = [slot.get_token() for slot in pkcs11.lib(self.module).get_slots(token_present=True)]
        with next(token for token in tokens if token.label == label).open(rw=True, user_pin=old) as session:
            session.set_pin(old, new)

    def had_wrong_pin(self, label: str) -> bool:
        """Whether the token says that it rejected a PIN since it last accepted one."""
        return self._script(HAD_WRONG_PIN, label) == "True"

    def _tool(self, *arguments: str) -> None:
        environ = {**os.environ, **self.environ}
        subprocess.run(["softhsm2-util", *arguments], env=environ, check=True, capture_output=True, timeout=30)

    def _script(self, script: str, *arguments: str) -> str:
        """In a process of its own: the module reads its configuration once."""
        environ = {**os.environ, **self.environ}
        command = [sys.executable, "-c", OPENED + script, self.module, *arguments]
        ran = subprocess.run(command, env=environ, check=True, capture_output=True, text=True, timeout=30)
        return ran.stdout.strip()


OPENED = """
import sys
import pkcs11
module, label, *rest = sys.argv[1:]
slots = pkcs11.lib(module).get_slots(token_present=True)
token = next(found for slot in slots if (found := slot.get_token()).label == label)
"""

STORE_CERTIFICATE = """
from pkcs11 import Attribute, CertificateType, ObjectClass
key_id, name, pin, der = rest
with token.open(rw=True, user_pin=pin) as session:
    for found in list(session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY})):
        found.destroy()
    session.create_object({
        Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
        Attribute.TOKEN: True, Attribute.ID: bytes.fromhex(key_id), Attribute.LABEL: name,
        Attribute.SUBJECT: b"", Attribute.VALUE: bytes.fromhex(der),
    })
"""

TRY_PIN = """
try:
    token.open(user_pin=rest[0]).close()
except pkcs11.PKCS11Error as error:
    print(type(error).__name__)
"""

HAD_WRONG_PIN = "print(pkcs11.TokenFlag.USER_PIN_COUNT_LOW in token.flags)"


def certificate(key_file: Path, common_name: str = "PIV AUTH") -> bytes:
    """A certificate of the key, signed with the key itself, in DER."""
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    now, day = datetime.now(timezone.utc), timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - day).not_valid_after(now + day)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def soft_tokens(folder: Path) -> SoftTokens:
    """No token yet, in a folder of its own; skips the test where SoftHSM or the SDK's signer is missing."""
    needs("softhsm2-util")
    pytest.importorskip("oci.auth.signers.pkcs11_signer", reason="this OCI SDK has no PKCS#11 signer")
    module = next((path for path in MODULES if Path(path).exists()), "")
    assert module, f"softhsm2-util is installed, and its module is not at {', '.join(MODULES)}"
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    return SoftTokens({"SOFTHSM2_CONF": str(conf), "OCI_CLI_PKCS11_MODULE_PATH": module})


@contextmanager
def in_this_process(folder: Path, patches: pytest.MonkeyPatch) -> Iterator[SoftTokens]:
    """As `soft_tokens`, with an environment in which this process finds them, and no other module or PIN."""
    for name in [name for name in os.environ if name.startswith(("OCI_", "PKCS11_"))]:
        patches.delenv(name)
    found = soft_tokens(folder)
    import pkcs11

    for name, value in {**found.environ, "OCI_SMTP_STATE_DIR": str(folder / "state")}.items():
        patches.setenv(name, value)
    patches.setattr("services.api.pkcs11_sign_in._rejected", set())
    yield found
    from services.api.pkcs11_signer import ONE_AT_A_TIME

    with ONE_AT_A_TIME:  # a thread of an app that is closed might still be signing
        pkcs11.lib(found.module).finalize()  # it reads its configuration when it is initialized
