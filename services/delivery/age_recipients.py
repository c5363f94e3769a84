"""Whom age can encrypt for: age and SSH public keys, in a line, in a file, or in several.

Age keys are read as `age -R` reads them (github.com/FiloSottile/age, cmd/age/parse.go), SSH keys as OpenSSH does. A
line that neither understands is rejected with its whole file: a key that isn't meant must never be encrypted for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from errno import EFBIG
from pathlib import Path
from typing import Any

from services.delivery.low_order import is_low_order
from services.delivery.ssh_line import BLANK, SshKey, read_ssh_line
from services.delivery.ssh_options import UnknownOptionError, why_unusable
from services.model.errors import UsageError
from services.system.outside_file import expanded, read_bytes, reason

MAX_FILE_BYTES = 1_000_000
"""A file of public keys is a few kilobytes; anything larger is something else."""

MAX_LINE_CHARACTERS = 8192
"""The longest line that `age -R` reads (cmd/age/parse.go, lineLengthLimit)."""

MAX_TOLD_CHARACTERS = 200
"""Longer texts are not repeated in a message: they are no names of files."""

RSA_BITS = range(2048, 4097)
"""What the library takes (github.com/str4d/rage)."""
RSA_EXPONENTS = range(3, 1 << 24, 2)
"""What age takes (golang.org/x/crypto/ssh, parseRSA)."""

_AGE = re.compile(r"age1[0-9a-z]+")
_OTHER_AGE = re.compile(r"(age1[0-9a-z]+)1[0-9a-z]+")
"""Of a plugin or of a newer kind: its name and a second 1 stand before the key (C2SP, age-plugin.md)."""
_LOOKS_LIKE_KEY = re.compile(r"^age1[0-9A-Za-z]*\s*$|(?:^|[ \t])(?:ssh-|sk-|ecdsa-)\S+[ \t]+AAAA")
_PRIVATE = re.compile(r"(?i:AGE-SECRET-KEY-|AGE-PLUGIN-)|PRIVATE KEY|b3BlbnNzaC1rZXktdjE|PuTTY-User-Key-File")
"""Of age, in PEM, as the first characters of OpenSSH's own form without its frame, and of PuTTY."""

EXAMPLE = "Specify an age1… key, an ssh-ed25519 or ssh-rsa public key, or a file of public keys."


@dataclass(frozen=True)
class AgeRecipient:
    """A public key that age takes."""

    key: str
    """As `age -r` takes it, without a comment."""

    comment: str = ""
    """Whose it is, as the file or line says; it proves nothing."""

    ssh: SshKey | None = None
    """The SSH key that it is; None for an age key."""

    @property
    def kind(self) -> str:
        """`age`, `ssh-ed25519` or `ssh-rsa`."""
        return self.ssh.kind if self.ssh else "age"

    @property
    def shown(self) -> str:
        """What to compare: an age key whole, an SSH key by the fingerprint that `ssh-keygen -l` prints."""
        return self.ssh.fingerprint if self.ssh else self.key


@dataclass(frozen=True)
class Recipients:
    """Whom to encrypt for, each once, and whom not although a file names them."""

    keys: tuple[AgeRecipient, ...]
    left_out: tuple[str, ...] = ()
    """For each SSH key that age cannot use: where it stands, its fingerprint, and why not."""

    def __add__(self, other: "Recipients") -> "Recipients":
        keys: dict[str, AgeRecipient] = {}
        for recipient in (*self.keys, *other.keys):
            keys.setdefault(recipient.key, recipient)
        return Recipients(tuple(keys.values()), tuple(dict.fromkeys((*self.left_out, *other.left_out))))


def find_recipients(texts: Iterable[str]) -> Recipients:
    """The recipients that the texts name, each a key or a file of keys.

    Raises:
        UsageError: one of them names none, or has a line that is not understood.
    """
    found = Recipients(())
    for text in texts:
        found += _named_by(text.strip(" \t\r\n"))
    if not found.keys:
        raise UsageError("No recipient specified.", EXAMPLE)
    return found


def _named_by(text: str) -> Recipients:
    if _PRIVATE.search(text) or any(_LOOKS_LIKE_KEY.search(line) for line in text.split("\n")):
        found = _of_lines(text, "")
        if not found.keys:
            raise UsageError(f"{'; '.join(found.left_out) or 'No key specified'}.", EXAMPLE)
        return found
    return _of_file(text)


def _of_file(name: str) -> Recipients:
    """All usable keys of an authorized_keys, .pub or recipients file."""
    try:
        path = Path(expanded(name))
        data = read_bytes(path, MAX_FILE_BYTES, pipes=True)
    except OSError as error:
        if error.errno == EFBIG:
            raise UsageError(f"{path} is too large for a file of public keys.", EXAMPLE) from None
        told = reason(error)
        shown = f'"{name}"' if len(name) <= MAX_TOLD_CHARACTERS and "\n" not in name else "The text"
        raise UsageError(
            f"{shown} isn't a key that age supports, and can't be read as a file: {told}.", EXAMPLE
        ) from None
    found = _of_lines(data.decode("utf-8", "replace"), f" of {path}")
    if not found.keys:
        raise UsageError(f"{path} contains no key that age supports.", "; ".join(found.left_out) or EXAMPLE)
    return found


def _of_lines(text: str, where: str) -> Recipients:
    """The keys of every line. `where` says of what they are lines; nothing, where they were given themselves."""
    if "\0" in text or text.startswith("\ufeff"):
        raise UsageError(f"The text{where} isn't UTF-8, or starts with a byte order mark.", EXAMPLE)
    lines = text.split("\n")
    found = Recipients(())
    for number, line in enumerate(lines, start=1):
        what = "The recipient" if not where and len(lines) == 1 else f"Line {number}{where}"
        for each in _of_line(line.removesuffix("\r"), what):
            found += each
    return found


def _of_line(line: str, what: str) -> Iterator[Recipients]:
    """What one line adds: nothing for a blank one and a comment.

    Raises:
        UsageError: it is no key. What stands there is not repeated: it may be a private key.
    """
    if not line.strip(BLANK) or line.lstrip(BLANK).startswith("#"):
        return
    if _PRIVATE.search(line):
        raise UsageError(f"{what} is a private key.", "Use the public key. Never share the private key.")
    if len(line) > MAX_LINE_CHARACTERS:
        raise UsageError(f"{what} is too long for a public key.", EXAMPLE)
    if _AGE.fullmatch(line):
        yield Recipients((_age_recipient(line, what),))
        return
    key = read_ssh_line(line)
    if key is None:
        raise UsageError(f"{what} isn't a complete key that age supports.", EXAMPLE)
    why = _why_left_out(key, what)
    if why:
        yield Recipients((), (f"{what} ({key.fingerprint}): {why}",))
    else:
        yield Recipients((AgeRecipient(key.text, key.comment, key),))


def _age_recipient(line: str, what: str) -> AgeRecipient:
    other = _OTHER_AGE.fullmatch(line)
    if other:
        raise UsageError(f"{what} is a {other[1]} key, which oci-smtp can't encrypt for.", EXAMPLE)
    recipient = AgeRecipient(line)
    if not _is_taken(recipient) or is_low_order(recipient.key):
        raise UsageError(f"{what} is an incomplete age key.", "Copy the entire key again.")
    return recipient


def _why_left_out(key: SshKey, what: str) -> str:
    """Why age does not encrypt for an SSH key, or must not; empty where it does.

    Raises:
        UsageError: what stands before the key is not understood.
    """
    try:
        why = why_unusable(key.options)
    except UnknownOptionError:
        raise UsageError(
            f"{what} begins with text that isn't an OpenSSH option.",
            "It might be a line of known_hosts, or a revoked key. Specify only the key.",
        ) from None
    if why:
        return why
    if key.kind not in ("ssh-ed25519", "ssh-rsa"):
        return f"age doesn't support {key.kind} keys"
    if key.kind == "ssh-rsa":
        _, exponent, modulus = key.parts or [b""] * 3
        bits = int.from_bytes(modulus, "big").bit_length()
        if bits not in RSA_BITS:
            return f"an RSA key of {bits} bits (age supports {RSA_BITS[0]} to {RSA_BITS[-1]})"
        if int.from_bytes(exponent, "big") not in RSA_EXPONENTS:
            return "age doesn't accept its exponent"
    return "" if _is_taken(AgeRecipient(key.text, ssh=key)) and not is_low_order(key) else "age doesn't accept it"


def _is_taken(recipient: AgeRecipient) -> bool:
    import pyrage

    try:
        parsed(recipient)
    except (pyrage.RecipientError, ValueError):
        return False
    return True


def parsed(recipient: AgeRecipient) -> Any:
    """The recipient as the library has it, which ships no types.

    Raises:
        pyrage.RecipientError: it is none.
    """
    import pyrage

    kind = pyrage.ssh.Recipient if recipient.ssh else pyrage.x25519.Recipient
    return kind.from_str(recipient.key)
