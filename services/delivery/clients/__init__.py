"""Settings of email clients, ready to paste: one writer for each format, with the quoting of its manual."""

from dataclasses import dataclass
from typing import Protocol

from services.delivery import Package
from services.model.errors import OciSmtpError

SENDER = "sender@example.com"
"""Stands for the approved sender that the person fills in."""


class CannotCarryError(OciSmtpError):
    """A format has no way to write this text, so nothing is written rather than something wrong."""

    title = "Unsupported by this format"

    def __init__(self, client: str, rule: str) -> None:
        super().__init__(
            f"{client} can't represent this password or user name: {rule}.",
            "Choose another format, or generate another credential.",
        )


@dataclass(frozen=True, repr=False)
class SmtpAccount:
    """What goes into the settings. The password is in plain text: keep it in the narrowest scope there is."""

    user_name: str
    password: str
    host: str
    port: int
    is_tls: bool
    """implicit TLS; otherwise STARTTLS."""

    @classmethod
    def of(cls, package: Package, password: str | None = None) -> "SmtpAccount":
        """The account of a package, with another password where one is given, such as a mask.

        Raises:
            SecretGoneError: the password was wiped.
        """
        where = package.endpoint
        shown = package.password.reveal() if password is None else password
        return cls(package.user_name, shown, where.host, where.port, where.security == "TLS")


class Writer(Protocol):
    """Writes an account in one format."""

    def __call__(self, account: SmtpAccount, /) -> str:
        """The settings as text that ends in a line feed.

        Raises:
            CannotCarryError: the format cannot hold it.
        """


@dataclass(frozen=True)
class ClientFormat:
    """One format of one client."""

    id: str
    """Its name on the command line."""
    name: str
    file_name: str
    """Where the client looks for it, or a name for it."""
    write: Writer
    has_password: bool = True
    """False for a part of the settings without the secret: it is no delivery."""
    advice: str = ""
    """What to know before it is used."""
    is_generic: bool = False
    """Whether any program might read it, so that its limits are unknown."""


def is_one_line(*texts: str) -> bool:
    """Whether no text has a control character in it."""
    return not any(ord(char) < 32 or ord(char) in (0x7F, 0x85, 0x2028, 0x2029) for text in texts for char in text)
