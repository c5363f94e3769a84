"""Encrypting for a person: the text, and what age and OpenPGP have in common."""

from typing import Protocol

from services.delivery import Availability, Package


class Seal(Protocol):
    """Encrypts for recipients that were found and looked at before. Its methods may block: call them in threads."""

    name: str
    """Words for a person: `age`."""

    suffix: str
    """What files of that kind end in: `.age`."""

    @property
    def recipients(self) -> tuple[tuple[str, str], ...]:
        """Label and value of all that is known of each recipient, so that a person can tell whether it is the one."""

    @property
    def names(self) -> tuple[str, ...]:
        """Each recipient in the one form by which its owner can compare it: a fingerprint, or an age key whole."""

    left_out: tuple[str, ...]
    """Keys that were named and are not encrypted for: a sentence each."""

    def available(self) -> Availability:
        """Whether it can encrypt here and now; raises nothing of its own."""

    def seal(self, plain: bytes) -> bytes:
        """The armoured ciphertext, which is no secret.

        Raises:
            NotDeliveredError: it could not be encrypted.
        """

    def is_sealed(self, sealed: bytes) -> bool:
        """Whether this is well-formed, and for exactly these recipients by its header.

        Only they can look inside.
        """


def letter(package: Package) -> bytes:
    """What is encrypted: all that is needed to send mail, one a line, for people and for `grep`. Encrypt it at once.

    Raises:
        SecretGoneError: the password was wiped.
    """
    where = package.endpoint
    lines = (
        f"user name: {package.user_name}",
        f"password: {package.password.reveal()}",
        f"server: {where.host}",
        f"port: {where.port}",
        f"security: {where.security}",
    )
    return "".join(f"{line}\n" for line in lines).encode()
