"""Passphrases of API signing keys, remembered in the keyring of the operating system when a person asks for it."""

from services.model.secret import Secret
from services.system.os_keyring import OsKeyring

SERVICE = "oci-smtp-key"


class Passphrases:
    """Passphrases by the fingerprint of their key. Every method blocks for a moment and raises only `KeyringError`."""

    def __init__(self) -> None:
        self._keyring = OsKeyring()

    def remember(self, fingerprint: str, passphrase: Secret) -> str:
        """Keep the passphrase and read it back; what keeps it now, in a person's words."""
        return self._keyring.store(SERVICE, fingerprint, passphrase)

    def find(self, fingerprint: str) -> Secret | None:
        """The passphrase of that key; None where none was remembered."""
        return self._keyring.find(SERVICE, fingerprint)

    def forget(self, fingerprint: str) -> bool:
        """Remove it; False where none was remembered."""
        return self._keyring.remove(SERVICE, fingerprint)
