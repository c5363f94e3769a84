"""Encrypting with age (github.com/C2SP/C2SP, age.md)."""

import base64
import binascii

from services.delivery import Availability, NotDeliveredError
from services.delivery.age_recipients import AgeRecipient, parsed
from services.delivery.seal import Seal

FIRST_LINE, LAST_LINE = "-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----"
VERSION = b"age-encryption.org/v1"
STANZA_OF = {"age": b"X25519", "ssh-ed25519": b"ssh-ed25519", "ssh-rsa": b"ssh-rsa"}


class AgeSeal(Seal):
    """Encrypts for age and SSH keys. It needs no program: the library is Rust's implementation of age."""

    name = "age"
    suffix = ".age"

    def __init__(self, recipients: tuple[AgeRecipient, ...]) -> None:
        self._recipients = recipients

    @property
    def recipients(self) -> tuple[tuple[str, str], ...]:
        """Kind and key of each, and the words that stand beside it."""
        facts: list[tuple[str, str]] = []
        for recipient in self._recipients:
            facts.append((recipient.kind, recipient.shown))
            if recipient.comment:
                facts.append(("", recipient.comment))
        return tuple(facts)

    def available(self) -> Availability:
        """Always: the library comes with the program."""
        return Availability(True, "For age and SSH keys.")

    def seal(self, plain: bytes) -> bytes:
        """The armoured age file.

        Raises:
            NotDeliveredError: the library refuses.
        """
        import pyrage

        try:
            keys = [parsed(recipient) for recipient in self._recipients]
            sealed: bytes = pyrage.encrypt(plain, keys, armored=True)
        except (pyrage.RecipientError, pyrage.EncryptError):
            raise NotDeliveredError(
                "age could not encrypt for these keys.", "Look at the keys, and try others."
            ) from None
        return sealed

    def is_sealed(self, sealed: bytes) -> bool:
        """Whether it is an age file with one stanza for each recipient, of that recipient's kind, and no other."""
        stanzas = _stanzas(sealed)
        return stanzas is not None and sorted(stanzas) == sorted(STANZA_OF[each.kind] for each in self._recipients)


def _stanzas(sealed: bytes) -> list[bytes] | None:
    """The kinds of the header's stanzas, without those that mean nothing (grease); None where it is no age file."""
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
    kinds = [line.split(b" ")[1] for line in rest if line.startswith(b"-> ")]
    return [kind for kind in kinds if not kind.endswith(b"-grease")]
