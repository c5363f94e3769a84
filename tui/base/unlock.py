"""What unlocks the API key."""

from dataclasses import dataclass

from services.model.secret import Secret


@dataclass(frozen=True)
class Unlocking:
    """The passphrase, and whether the keyring of this machine is to remember it."""

    passphrase: Secret
    remember: bool
