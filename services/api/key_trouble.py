"""Why a file or a variable holds no private key that can sign: what was put there instead, and what to do."""

import os
import re
from base64 import b64decode
from typing import NamedTuple

BEGIN = re.compile(rb"-----BEGIN ([A-Z ]{0,40})-----")
END = re.compile(rb"-----END ([A-Z ]{0,40})-----")
"""The lines around a key in PEM format (RFC 7468)."""

PUBLIC = (b"ssh-rsa ", b"ssh-ed25519 ", b"ecdsa-sha2-", b"---- BEGIN SSH2 PUBLIC KEY")
"""How the public keys of OpenSSH and of RFC 4716 begin."""

POINT_TO = "Use the private key that belongs to the API key, in PEM format."
LONGEST_PATH = 4096


class KeyTrouble(NamedTuple):
    """What follows "FILE ..." or "VARIABLE ...", and the next step."""

    why: str
    next_step: str


def key_trouble(data: bytes, *, is_variable: bool) -> KeyTrouble | None:
    """What is there instead of a private key in PEM format; None where that can't be told."""
    text = data.strip()
    if not text:
        return KeyTrouble("is empty", POINT_TO)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"B\0E\0G\0I\0N" in data:
        return KeyTrouble("is UTF-16 text", "Save it as ASCII or UTF-8.")
    if is_variable and b"\\n" in text and BEGIN.search(text):
        return KeyTrouble(r"has \n where its lines should end", 'Keep its lines: OCI_CLI_KEY_CONTENT="$(cat KEY_FILE)"')
    return _by_label(text) or _without_label(text, data, is_variable)


def _by_label(text: bytes) -> KeyTrouble | None:
    begin, end = BEGIN.search(text), END.search(text)
    label = begin[1] if begin else b""
    if label.endswith(b"PUBLIC KEY") or text.startswith(PUBLIC):
        return KeyTrouble("is a public key", POINT_TO)
    if label.endswith(b"CERTIFICATE"):
        return KeyTrouble("is a certificate", POINT_TO)
    if label == b"OPENSSH PRIVATE KEY":
        return KeyTrouble(
            "is a key in the OpenSSH format", "Convert a copy of it to PEM: ssh-keygen -p -m PEM -f COPY_OF_KEY"
        )
    if text.startswith(b"PuTTY-User-Key-File"):
        return KeyTrouble(
            "is a key in the PuTTY format", "Convert it to PEM: puttygen KEY -O private-openssh -o KEY.pem"
        )
    if begin and not end:
        return KeyTrouble("is cut short: its END line is missing", "Copy the whole key again.")
    if end and not begin:
        return KeyTrouble("is cut short: its BEGIN line is missing", "Copy the whole key again.")
    return None


def _without_label(text: bytes, data: bytes, is_variable: bool) -> KeyTrouble | None:
    if BEGIN.search(text):
        return None
    if _is_der(data):
        return KeyTrouble("is a key in DER format", "Convert it to PEM: openssl rsa -inform DER -in KEY -out KEY.pem")
    if BEGIN.search(_unpacked(text)):
        return KeyTrouble("is a key in base64", "Decode it first: base64 -d")
    if is_variable and _is_path(text):
        return KeyTrouble("holds a path, not a key", "Set OCI_CLI_KEY_FILE to the path instead.")
    return None


def _is_der(data: bytes) -> bool:
    """Whether it begins as a long ASN.1 sequence, which a key in DER is (X.690, 8.1.3)."""
    return data[:1] == b"\x30" and data[1:2] in (b"\x81", b"\x82")


def _unpacked(text: bytes) -> bytes:
    try:
        return b64decode(b"".join(text.split()), validate=True)
    except ValueError:
        return b""


def _is_path(text: bytes) -> bool:
    shown = text.decode(errors="replace")
    is_one = len(text) <= LONGEST_PATH and "\n" not in shown and "\0" not in shown
    return is_one and (shown.startswith(("/", "~", "./")) or os.path.exists(shown))
