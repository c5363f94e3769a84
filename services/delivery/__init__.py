"""Delivery of a credential to a keyring, a vault, an encrypted file, an email, a printer, or a settings file."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from services.model.destination import Destination
from services.model.errors import OciSmtpError
from services.model.secret import Secret
from services.model.values import Endpoint, User
from services.storage.state_dir import StateDirError


class NotDeliveredError(OciSmtpError):
    """The credential did not arrive, or its arrival can't be verified: it is not in custody."""

    title = "Not delivered"


@dataclass(frozen=True, repr=False, eq=False)
class Package:
    """What is delivered: everything that a person needs to send email, and whose credential it is."""

    user_name: str
    """The SMTP user name."""
    password: Secret
    endpoint: Endpoint
    description: str
    user: User
    note: Callable[[Destination], None] = lambda destination: None
    """Writes down where the password goes. Every channel calls it before anything can arrive, and again with what it
    knows later. It raises StateDirError where that cannot be written, and then the password must not go there."""

    def note_later(self, known: Destination) -> None:
        """Write down what is known now of a place that is written down already, where that can be."""
        with contextlib.suppress(StateDirError):
            self.note(known)

    def __repr__(self) -> str:
        return f"<Package {self.user_name}>"


@dataclass(frozen=True)
class Availability:
    """Whether a channel can be used here and now; `reason` says which place it leads to, or why not."""

    is_available: bool
    reason: str


@dataclass(frozen=True)
class Receipt:
    """What is known after a delivery."""

    place: str
    """Where it is now, in a person's words: `GNOME keyring (SecretService)`."""
    is_verified: bool
    """Whether the place was read back and held the same bytes. Only then is the credential in custody."""
    message: str
    """A whole sentence; never with the password."""
    recipients: tuple[str, ...] = ()
    """For whom it is encrypted, each by a fingerprint or an age key; nothing where it is not encrypted."""
    held_back: str = ""
    """Where programs that follow the place get it only after `DeliveryChannel.promote`: so, and how else to do that."""


class DeliveryChannel(Protocol):
    """One way to hand a credential over. Its methods may block for seconds: call them in threads."""

    name: str
    """Words for a person: `keyring of this machine`."""

    left_out: tuple[str, ...] = ()
    """Keys that were named and are not encrypted for: a sentence each."""

    def available(self) -> Availability:
        """Whether it can be used; raises nothing of its own."""

    def deliver(self, package: Package) -> Receipt:
        """Deliver it, and read it back where that is possible.

        Raises:
            NotDeliveredError: it did not arrive; the cause says what might be there anyway.
            SecretGoneError: the password was wiped.
        """

    def verify(self, package: Package) -> bool:
        """Whether what the place gives back now is what was delivered; False where nothing can be read back.

        Raises:
            OciSmtpError: that can't be checked.
            SecretGoneError: the password was wiped.
        """

    def promote(self) -> str:
        """Put into use what the place holds back, as `Receipt.held_back` says, now that it is proven to work.

        What became of it, in a sentence; empty where the place holds nothing back. Can be called again after an error.

        Raises:
            OciSmtpError: it isn't in use, or that can't be told.
        """
        return ""
