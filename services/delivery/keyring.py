"""Keeping a credential in the keyring of the operating system."""

import contextlib
import os
from datetime import datetime, timezone

import msgspec

from services.delivery import Availability, DeliveryChannel, NotDeliveredError, Package, Receipt
from services.model.destination import KEYRING, Destination
from services.model.errors import OciSmtpError
from services.model.secret import Secret
from services.storage.state_dir import StateDirError
from services.system.os_keyring import KeyringError, NoKeyringError, OsKeyring

DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY")


class KeyringChannel(DeliveryChannel):
    """Entries `oci-smtp-credential:<region>`, under the SMTP user name, which is what mail programs look up."""

    name = "keyring of this machine"

    def __init__(self, region: str) -> None:
        self.service = f"oci-smtp-credential:{region}"
        self._keyring = OsKeyring()

    def available(self) -> Availability:
        """Whether there is a keyring that we trust; the reason says where it is locked, for it can be unlocked yet."""
        try:
            kind = self._keyring.kind()
            if not self._keyring.is_locked():
                return Availability(True, f"The {kind}.")
        except OciSmtpError as error:
            return Availability(False, f"{error.cause} {error.next_step}")
        has_desktop = any(os.environ.get(name) for name in DESKTOPS)
        asks = "it will prompt for its password on the desktop" if has_desktop else "unlock it on the desktop first"
        return Availability(True, f"The {kind}. It's locked: {asks}.")

    def unlock(self) -> None:
        """Let it ask for its password before there is anything to save.

        Raises:
            NotDeliveredError: nothing could be saved now.
        """
        try:
            self._keyring.unlock()
        except KeyringError as error:
            raise NotDeliveredError(error.cause, f"Nothing was generated. {error.next_step}") from None

    def deliver(self, package: Package) -> Receipt:
        """Save the password and read it back.

        Raises:
            NotDeliveredError: it is not there.
            SecretGoneError: the password was wiped.
        """
        where = self.entry(package.user_name)
        package.note(where)
        try:
            place = self._keyring.store(self.service, package.user_name, package.password)
        except KeyringError as error:
            if isinstance(error, NoKeyringError):
                with contextlib.suppress(StateDirError):
                    package.note(msgspec.structs.replace(where, is_gone=True))
            raise NotDeliveredError(error.cause, error.next_step) from None
        return Receipt(place, True, f"Saved to the {place} as {self.service} and verified.")

    def entry(self, smtp_user_name: str) -> Destination:
        """Where the password of that SMTP user name is kept."""
        return Destination(KEYRING, smtp_user_name, datetime.now(timezone.utc), service=self.service)

    def verify(self, package: Package) -> bool:
        """Whether the keyring has this password under the package's user name.

        Raises:
            KeyringError: that can't be checked.
            SecretGoneError: the password was wiped.
        """
        package.password.reveal()
        return self.find(package.user_name) == package.password

    def find(self, smtp_user_name: str) -> Secret | None:
        """The password that was saved for that SMTP user name; None where there is none.

        Raises:
            KeyringError: that can't be checked.
        """
        return self._keyring.find(self.service, smtp_user_name)

    def remove(self, smtp_user_name: str) -> bool:
        """Remove what was saved for that SMTP user name; False where there was nothing.

        Raises:
            KeyringError: it may still be there.
        """
        return self._keyring.remove(self.service, smtp_user_name)
