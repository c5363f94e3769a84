"""A mail that is ready to be sent by the person's own program: its only content is the ciphertext."""

from datetime import datetime, timezone
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from services.delivery.seal import Seal
from services.delivery.sealed_file import SealedFile
from services.smtp.probe import check_address

SUBJECT = "An encrypted message for you"
"""It says nothing: subjects travel, and are indexed, in plain."""

_TEXT = """\
The attached file is encrypted for you ({name}).
Open it with the private key that belongs to your public key.
"""


class MailDraft(SealedFile):
    """A new `.eml` file, mode 0600, that mail programs open as a draft; custody as for an encrypted file."""

    def __init__(self, path: Path, seal: Seal, recipient: str = "") -> None:
        """`recipient` is the address it goes to; without one the person fills it in.

        Raises:
            UsageError: it cannot be an address.
        """
        if recipient:
            check_address(recipient)
        super().__init__(path, seal)
        self.name = f"mail draft {path}, encrypted with {seal.name}"
        self._recipient = recipient

    def wrapped(self, sealed: bytes) -> bytes:
        """The draft. X-Unsent makes Outlook open it to be edited and sent."""
        return sealed_mail(sealed, self._seal, {"To": self._recipient, "X-Unsent": "1"}).as_bytes()

    def unwrapped(self, data: bytes) -> bytes:
        """What is attached to it."""
        mail = BytesParser(policy=SMTP).parsebytes(data)
        for part in mail.iter_attachments():
            return str(part.get_content()).replace("\r\n", "\n").encode()
        return b""

    def told(self) -> str:
        """A sentence for people: where the draft is, and for whom it is encrypted."""
        return (
            f"Saved the draft, encrypted for {', '.join(self._seal.names)}, to {self._path} and verified it. "
            "Open it in your mail client."
        )


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
