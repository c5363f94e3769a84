"""Whom age can encrypt for: age and SSH public keys, in a line, in a file, or in several."""

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.errors import UsageError

MAX_FILE_BYTES = 1_000_000
"""A file of public keys is a few kilobytes; anything larger is something else."""

_AGE = re.compile(r"age1[0-9a-z]+")
_SSH = re.compile(r"(?:^|\s)(?P<kind>ssh-ed25519|ssh-rsa)\s+(?P<blob>AAAA[0-9A-Za-z+/]+=*)(?:\s+(?P<comment>.*))?$")
_OTHER_SSH = re.compile(r"(?:^|\s)(?P<kind>(?:ecdsa|sk-ecdsa|sk-ssh|ssh-dss)[\w.@-]*)\s+AAAA")
_PRIVATE = re.compile(r"AGE-SECRET-KEY-|PRIVATE KEY")
_AUTHORITY = re.compile(r"(?:^|,)cert-authority(?:,|\s)")

EXAMPLE = "Give an age1... key, an ssh-ed25519 or ssh-rsa public key, or a file of them."


@dataclass(frozen=True)
class AgeRecipient:
    """A public key that age takes."""

    key: str
    """As `age -r` takes it, without a comment."""

    comment: str = ""
    """Whose it is, as the file or line says; it proves nothing."""

    @property
    def kind(self) -> str:
        """`age`, `ssh-ed25519` or `ssh-rsa`."""
        return "age" if self.key.startswith("age1") else self.key.partition(" ")[0]

    @property
    def shown(self) -> str:
        """What to compare: an age key whole, an SSH key by the fingerprint that `ssh-keygen -l` prints."""
        if self.kind == "age":
            return self.key
        digest = hashlib.sha256(base64.b64decode(self.key.partition(" ")[2])).digest()
        return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def find_recipients(texts: Iterable[str]) -> tuple[AgeRecipient, ...]:
    """The recipients that the texts name, each a key or a file of keys; every key once.

    Raises:
        UsageError: one of them names none.
    """
    found: dict[str, AgeRecipient] = {}
    for text in texts:
        for recipient in _named_by(text.strip()):
            found.setdefault(recipient.key, recipient)
    if not found:
        raise UsageError("No recipient is named.", EXAMPLE)
    return tuple(found.values())


def _named_by(text: str) -> list[AgeRecipient]:
    if text.startswith("age1") or _SSH.search(text) or _OTHER_SSH.search(text) or _PRIVATE.search(text):
        return [recipient for line in text.splitlines() if (recipient := _of_line(line, "The recipient"))]
    return _of_file(text)


def _of_file(name: str) -> list[AgeRecipient]:
    """All usable keys of an authorized_keys, .pub or recipients file (github.com/C2SP/C2SP, age.md, and sshd(8)).

    Keys of kinds that age cannot use are left out, as by `age -R`.
    """
    try:
        path = Path(os.path.expanduser(name))
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or "it cannot be a file"
        raise UsageError(f"'{name}' is neither a key that age takes nor a file: {told}.", EXAMPLE) from None
    if len(data) > MAX_FILE_BYTES:
        raise UsageError(f"{path} is too long for a file of public keys.", EXAMPLE)
    found = []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        if _OTHER_SSH.search(line) and not _SSH.search(line):
            continue
        recipient = _of_line(line, f"Line {number} of {path}")
        if recipient:
            found.append(recipient)
    if not found:
        raise UsageError(f"{path} has no key that age takes.", EXAMPLE)
    return found


def _of_line(line: str, what: str) -> AgeRecipient | None:
    """The recipient of one line; None for a blank one, a comment, and a key that signs instead of a person's.

    Raises:
        UsageError: it is none. What stands there is not repeated: it may be a private key.
    """
    line = line.strip()
    if not line or line.startswith("#") or _AUTHORITY.search(line):
        return None
    if _PRIVATE.search(line):
        raise UsageError(f"{what} is a private key.", "Give the public one, and keep this one to yourself.")
    if other := _OTHER_SSH.search(line):
        raise UsageError(f"{what} is a key of the kind {other['kind']}, which age cannot encrypt for.", EXAMPLE)
    if ssh := _SSH.search(line):
        return _checked(AgeRecipient(f"{ssh['kind']} {ssh['blob']}", ssh["comment"] or ""), what)
    if _AGE.fullmatch(line):
        return _checked(AgeRecipient(line), what)
    raise UsageError(f"{what} is not a key that age takes.", EXAMPLE)


def _checked(recipient: AgeRecipient, what: str) -> AgeRecipient:
    import pyrage

    try:
        parsed(recipient)
        recipient.shown  # noqa: B018 - raises where the key is not base64
    except (pyrage.RecipientError, binascii.Error, ValueError):
        raise UsageError(
            f"{what} is not a whole {recipient.kind} key.", "Copy it again, to its last character."
        ) from None
    return recipient


def parsed(recipient: AgeRecipient) -> Any:
    """The recipient as the library has it, which ships no types.

    Raises:
        pyrage.RecipientError: it is none.
    """
    import pyrage

    kind = pyrage.x25519.Recipient if recipient.kind == "age" else pyrage.ssh.Recipient
    return kind.from_str(recipient.key)
