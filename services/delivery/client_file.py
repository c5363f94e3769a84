"""Settings of an email client in a file that the person chose."""

import hmac
from pathlib import Path

from services.delivery import Availability, DeliveryChannel, NotDeliveredError, Package, Receipt
from services.delivery.clients import CannotCarryError, ClientFormat, SmtpAccount
from services.delivery.clients.catalogue import named
from services.delivery.new_file import chosen_path, keep, place_of, read_back


class ClientFile(DeliveryChannel):
    """A new file, mode 0600, with the settings in plain text: it is in custody because the person wanted it there."""

    def __init__(self, client: ClientFormat, path: Path) -> None:
        self.name = f"{client.name} in {path}"
        self._client = client
        self._path = path

    @classmethod
    def from_argument(cls, argument: str) -> "ClientFile":
        """`FORMAT:PATH`, such as `msmtp:~/.msmtprc`.

        Raises:
            UsageError: there is no such format, or no file can be made there.
        """
        name, _, path = argument.partition(":")
        return cls(named(name), chosen_path(path))

    def available(self) -> Availability:
        """It always is; the path was looked at when it was chosen."""
        return Availability(
            True, f"Saves the settings, including the plain-text password, to {self._path} (mode 0600)."
        )

    def deliver(self, package: Package) -> Receipt:
        """Write the settings, and read them back.

        Raises:
            NotDeliveredError: the format cannot hold them, or there is no such file now.
            SecretGoneError: the password was wiped.
        """
        settings = self._settings(package)
        place = place_of(self._path, settings, is_encrypted=False)
        keep(place, settings, package.note if self._client.has_password else lambda _: None)
        if not self.verify(package):
            raise NotDeliveredError(
                f"Verification failed: {self._path} doesn't match what was written.", "Check the disk."
            )
        told = f"Saved to {self._path} (mode 0600) and verified. It contains the password in plain text."
        if not self._client.has_password:
            return Receipt(self.name, False, f"Saved to {self._path}. It doesn't contain the password.")
        return Receipt(self.name, True, told)

    def verify(self, package: Package) -> bool:
        """Whether the file is what was written."""
        return hmac.compare_digest(read_back(self._path), self._settings(package))

    def _settings(self, package: Package) -> bytes:
        try:
            return self._client.write(SmtpAccount.of(package)).encode()
        except CannotCarryError as error:
            raise NotDeliveredError(error.cause, error.next_step) from None
