"""Encrypting with age (github.com/C2SP/C2SP, age.md)."""

import base64
import binascii
import hashlib

from services.delivery import Availability, NotDeliveredError
from services.delivery.age_recipients import AgeRecipient, Recipients, parsed
from services.delivery.seal import Seal

FIRST_LINE, LAST_LINE = "-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----"
VERSION = b"age-encryption.org/v1"
TAG_BYTES = 4
"""Of the hash of an SSH key, in its stanza (github.com/FiloSottile/age, agessh, sshFingerprint)."""


class AgeSeal(Seal):
    """Encrypts for age and SSH keys. It needs no program: the library is Rust's implementation of age."""

    name = "age"
    suffix = ".age"

    def __init__(self, recipients: Recipients) -> None:
        self._recipients = recipients.keys
        self.left_out = recipients.left_out

    @property
    def recipients(self) -> tuple[tuple[str, str], ...]:
        """Kind and key of each, the words that stand beside it, and which keys are not among them."""
        facts: list[tuple[str, str]] = []
        for recipient in self._recipients:
            facts.append((recipient.kind, recipient.shown))
            if recipient.comment:
                facts.append(("", recipient.comment))
        return (*facts, *(("Left out", told) for told in self.left_out))

    @property
    def names(self) -> tuple[str, ...]:
        """Age keys whole, SSH keys by their fingerprints."""
        return tuple(recipient.shown for recipient in self._recipients)

    def available(self) -> Availability:
        """Always: the library comes with the program."""
        return Availability(True, "For age and SSH keys.")

    def seal(self, plain: bytes) -> bytes:
        """The armoured age file.

        Raises:
            NotDeliveredError: the library reports an error.
        """
        import pyrage

        try:
            keys = [parsed(recipient) for recipient in self._recipients]
            sealed: bytes = pyrage.encrypt(plain, keys, armored=True)
        except (pyrage.RecipientError, pyrage.EncryptError):
            raise NotDeliveredError(
                "Couldn't encrypt with age for these keys.", "Check the keys or try other ones."
            ) from None
        return sealed

    def is_sealed(self, sealed: bytes) -> bool:
        """Whether it is an age file with one stanza for each recipient, and no other.

        The stanza of an SSH key names the key; that of an age key names no recipient.
        """
        stanzas = _stanzas(sealed)
        return stanzas is not None and sorted(stanzas) == sorted(map(_stanza_of, self._recipients))


def _stanza_of(recipient: AgeRecipient) -> bytes:
    """How the stanza for a recipient begins."""
    if recipient.ssh is None:
        return b"X25519"
    tag = hashlib.sha256(recipient.ssh.blob).digest()[:TAG_BYTES]
    return b" ".join((recipient.kind.encode(), base64.b64encode(tag).rstrip(b"=")))


def _stanzas(sealed: bytes) -> list[bytes] | None:
    """How the header's stanzas begin, without those that mean nothing (grease); None where it is no age file."""
    lines = sealed.decode("ascii", "replace").splitlines()
    if len(lines) < 3 or lines[0] != FIRST_LINE or lines[-1] != LAST_LINE:
        return None
    try:
        data = base64.b64decode("".join(lines[1:-1]), validate=True)
    except binascii.Error:
        return None
    header, end, payload = data.partition(b"\n--- ")
    first, *rest = header.split(b"\n")
    if first != VERSION or not end or not payload:
        return None
    stanzas = [line.split(b" ")[1:] for line in rest if line.startswith(b"-> ")]
    return [
        b" ".join(words[: 1 if words[0] == b"X25519" else 2]) for words in stanzas if not words[0].endswith(b"-grease")
    ]
