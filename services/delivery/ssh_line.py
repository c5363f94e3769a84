"""One line of an authorized_keys or .pub file, read as OpenSSH reads it (ssh-keygen.c, sshkey.c; sshd(8))."""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

BLANK = " \t"
"""What separates fields for OpenSSH. Any other space that Unicode knows is a part of a field."""

LENGTH_BYTES = 4
ED25519_BYTES = 32


@dataclass(frozen=True)
class SshKey:
    """A public key as it stands in a line."""

    kind: str
    """The name of its type, which stands before the key and in it."""
    blob: bytes = field(repr=False)
    """The key itself, in the form of RFC 4253, 6.6."""
    comment: str = ""
    options: str = ""
    """What stands before the key and restricts its use (sshd(8), AUTHORIZED_KEYS FILE FORMAT)."""

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it."""
        digest = hashlib.sha256(self.blob).digest()
        return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"

    @property
    def text(self) -> str:
        """Type and key as a line has them, without comment and options."""
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"

    @property
    def parts(self) -> list[bytes] | None:
        """The strings that the key is made of, the name of its type first; None where it is not made of strings."""
        return _strings(self.blob)


def read_ssh_line(line: str) -> SshKey | None:
    """The key of a line without its line end; None where OpenSSH sees no key in it.

    What stands before a key is one field, in which quoted blanks do not count: a key inside quotes is no key.
    """
    line = line.lstrip(BLANK)
    key = _read_key(line)
    if key:
        return key
    end = _end_of_options(line)
    found = _read_key(line[end + 1 :]) if end else None  # one blank, as ssh-keygen has it; sshd takes several
    return found and SshKey(found.kind, found.blob, found.comment, line[:end])


def _read_key(text: str) -> SshKey | None:
    kind, rest = _first_field(text)
    encoded, comment = _first_field(rest)
    blob = _decoded(encoded)
    if blob is None or not kind or _type_in(blob) != kind.encode():
        return None
    return SshKey(kind, blob, comment.rstrip(BLANK)) if _is_whole(kind, blob) else None


def _first_field(text: str) -> tuple[str, str]:
    """What stands before the first blank, and what comes after the blanks."""
    end = next((at for at, char in enumerate(text) if char in BLANK), len(text))
    return text[:end], text[end:].lstrip(BLANK)


def _end_of_options(line: str) -> int:
    """Where the first blank outside quotes is (authfile.c, sshkey_advance_past_options); 0 where there is none."""
    at, is_quoted = 0, False
    while at < len(line) and (is_quoted or line[at] not in BLANK):
        if line[at : at + 2] == '\\"':
            at += 1
        elif line[at] == '"':
            is_quoted = not is_quoted
        at += 1
    return at if at < len(line) else 0


def _decoded(encoded: str) -> bytes | None:
    """What base64 holds, if it is whole: padded, without a foreign character, and with nothing in the last bits."""
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return blob if base64.b64encode(blob).decode() == encoded else None


def _type_in(blob: bytes) -> bytes | None:
    length = int.from_bytes(blob[:LENGTH_BYTES], "big")
    name = blob[LENGTH_BYTES : LENGTH_BYTES + length]
    return name if name and len(name) == length else None


def _is_whole(kind: str, blob: bytes) -> bool:
    """Whether nothing is missing and nothing is left over, of the kinds that are encrypted for."""
    if kind not in ("ssh-ed25519", "ssh-rsa"):
        return True
    parts = _strings(blob)
    if parts is None:
        return False
    if kind == "ssh-ed25519":
        return [len(part) for part in parts[1:]] == [ED25519_BYTES]
    return len(parts) == 3 and all(_is_positive_mpint(part) for part in parts[1:])


def _strings(blob: bytes) -> list[bytes] | None:
    parts, at = [], 0
    while at < len(blob):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(blob[at:start], "big")
        if at > len(blob):
            return None
        parts.append(blob[start:at])
    return parts


def _is_positive_mpint(part: bytes) -> bool:
    """Whether it is a number above 0 in its one shortest form (RFC 4251, 5)."""
    number = int.from_bytes(part, "big")
    return number > 0 and part == number.to_bytes(number.bit_length() // 8 + 1, "big")
