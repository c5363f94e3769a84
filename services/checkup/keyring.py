"""The keyring: which it is, and whether it lets us look."""

from services.checkup.report import trouble
from services.doctor.report import Check, Finding
from services.model.errors import OciSmtpError
from services.system.os_keyring import NoKeyringError, OsKeyring

PATIENCE_SECONDS = 5.0
NOBODY = ("oci-smtp-doctor", "nothing")
"""Service and name of an entry that there is none of."""


def check_keyring() -> Check:
    """Look for an entry that does not exist; one that is locked may ask to be unlocked."""
    keyring = OsKeyring(PATIENCE_SECONDS)
    try:
        kind = keyring.kind()
        keyring.find(*NOBODY)
    except NoKeyringError as error:
        return trouble("keyring", "Passwords can't be saved in a keyring here.", error, Finding.NOTE)
    except OciSmtpError as error:
        return trouble("keyring", "Can't read the keyring.", error, Finding.UNKNOWN)
    return Check("keyring", Finding.OK, "The keyring is available.", (kind,))
