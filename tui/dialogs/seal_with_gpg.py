"""Encrypting with OpenPGP: for one key that gpg knows."""

from services.delivery.gpg import GpgSeal
from services.delivery.gpg_keys import GpgKey, find_key
from tui.dialogs.seal_for import SealForDialog


class SealWithGpgDialog(SealForDialog[GpgKey]):
    """Resolves a name to one whole fingerprint, which the next dialog has confirmed."""

    title_text = "Encrypt with OpenPGP"
    question = "Fingerprint of the recipient's key, or a name or address that leads to one key that gpg has:"
    placeholder = "fingerprint, or anna@example.com"

    def find(self, text: str) -> GpgKey:
        """The key, if it may be used."""
        return find_key(text)

    def found(self, what: GpgKey) -> GpgSeal:
        """Have it looked at."""
        return GpgSeal(what)
