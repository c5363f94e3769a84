"""A mail that is ready to be sent by the person's own program: its only content is the ciphertext."""

from datetime import datetime, timezone
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from services.delivery import Availability, Channel, NotDeliveredError, Package, Receipt
from services.delivery.letter import letter
from services.delivery.new_file import keep, read_back
from services.delivery.seal import Seal
from services.smtp.probe import check_address

SUBJECT = "An encrypted message for you"
"""It says nothing: subjects travel, and are indexed, in plain."""

_TEXT = """\
The attached file is encrypted for you ({name}).
Open it with the private key that belongs to your public key.
"""


class MailDraft(Channel):
    """A new `.eml` file, mode 0600, that mail programs open as a draft; custody as for an encrypted file."""

    def __init__(self, path: Path, seal: Seal, recipient: str = "") -> None:
        """`recipient` is the address it goes to; without one the person fills it in.

        Raises:
            UsageError: it cannot be an address.
        """
        if recipient:
            check_address(recipient)
        self.name = f"mail draft {path}, encrypted with {seal.name}"
        self._path = path
        self._seal = seal
        self._recipient = recipient
        self._written = b""

    def available(self) -> Availability:
        """Whether it can be encrypted; the path was looked at when it was chosen."""
        return self._seal.available()

    def deliver(self, package: Package) -> Receipt:
        """Encrypt, write the draft, and read it back.

        Raises:
            NotDeliveredError: there is no such file now, or not what was written.
            SecretGoneError: the password was wiped.
        """
        sealed = self._seal.seal(letter(package))
        # X-Unsent makes Outlook open it to be edited and sent.
        self._written = sealed_mail(sealed, self._seal, {"To": self._recipient, "X-Unsent": "1"}).as_bytes()
        keep(self._path, self._written)
        if not self.verify(package):
            raise NotDeliveredError(f"{self._path} does not hold what was written to it.", "Look at the disk.")
        return Receipt(
            self.name, True, f"A draft is in {self._path}, and was read back. Open it with your mail program."
        )

    def verify(self, package: Package) -> bool:
        """Whether the file is what was written, and what is attached to it is for these recipients."""
        found = read_back(self._path)
        return bool(self._written) and found == self._written and self._seal.is_sealed(_attached(found))


def sealed_mail(sealed: bytes, seal: Seal, headers: dict[str, str]) -> EmailMessage:
    """A mail with the ciphertext attached. Empty headers are left out."""
    mail = EmailMessage(policy=SMTP)
    for name, value in headers.items():
        if value:
            mail[name] = value
    mail["Subject"] = SUBJECT
    mail["Date"] = format_datetime(datetime.now(timezone.utc))
    mail.set_content(_TEXT.format(name=seal.name))
    mail.add_attachment(sealed.decode("ascii"), filename=f"message{seal.suffix}", cte="7bit")
    return mail


def _attached(data: bytes) -> bytes:
    mail = BytesParser(policy=SMTP).parsebytes(data)
    for part in mail.iter_attachments():
        return str(part.get_content()).replace("\r\n", "\n").encode()
    return b""
