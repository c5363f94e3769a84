"""An encrypted file."""

from pathlib import Path

from services.delivery import Availability, DeliveryChannel, NotDeliveredError, Package, Receipt
from services.delivery.new_file import keep, place_of, read_back
from services.delivery.seal import Seal, letter


class SealedFile(DeliveryChannel):
    """A new file, mode 0600, that only its recipients can open. The plain text is never on the disk.

    Only they can decrypt it, so what is verified is this: the file was flushed to the disk and read back byte for
    byte, and its header is well-formed and names exactly the recipients that the person was shown. That counts as
    custody, as a keyring's read-back does: the bytes are safe, and who has the key was the person's own choice. That
    they really have it cannot be known here, so the receipt says to ask them.
    """

    def __init__(self, path: Path, seal: Seal) -> None:
        self.name = f"{seal.name} file {path}"
        self._path = path
        self._seal = seal
        self.left_out = seal.left_out
        self._written = b""

    def available(self) -> Availability:
        """Whether it can be encrypted; the path was looked at when it was chosen."""
        return self._seal.available()

    def deliver(self, package: Package) -> Receipt:
        """Encrypt, write, and read back.

        Raises:
            NotDeliveredError: there is no such file now, or not what was written.
            SecretGoneError: the password was wiped.
        """
        self._written = self.wrapped(self._seal.seal(letter(package)))
        keep(place_of(self._path, self._written, is_encrypted=True), self._written, package.note)
        if not self.verify(package):
            raise NotDeliveredError(
                f"Verification failed: {self._path} doesn't match what was written.", "Check the disk."
            )
        return Receipt(self.name, True, self.told(), self._seal.names)

    def verify(self, package: Package) -> bool:
        """Whether the file is what was written, and what is encrypted in it is for these recipients."""
        found = read_back(self._path)
        return bool(self._written) and found == self._written and self._seal.is_sealed(self.unwrapped(found))

    def wrapped(self, sealed: bytes) -> bytes:
        """What is written: the ciphertext, and what goes around it."""
        return sealed

    def unwrapped(self, data: bytes) -> bytes:
        """The ciphertext in it; nothing where there is none."""
        return data

    def told(self) -> str:
        """What the person is told once it is there."""
        names = ", ".join(self._seal.names)
        return (
            f"Saved the file, encrypted for {names}, to {self._path} and verified it. "
            "Ask the recipient to check that it decrypts."
        )
