"""The ways in which a secret may have been written somewhere."""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

_TAG = re.compile(rb"<[^>]*>")
_BLANK = re.compile(r"\s")


def forms(secret: str) -> frozenset[bytes]:
    """The secret as such, reversed, escaped, and encoded, wherever it stands in a longer text."""
    escaped = json.dumps(secret)
    texts = {secret, secret[::-1], escaped[1:-1], json.dumps(escaped)[3:-3], repr(secret)[1:-1], html.escape(secret)}
    texts |= {quote(secret, safe=""), quote_plus(secret)}
    # What is encoded may have been escaped before: OCI Vault takes JSON in base64.
    encoded = {secret.encode("utf-16-le"), *(text.encode() for text in texts)}
    found = {text.encode(codec) for text in texts for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}
    found |= {text.encode() for data in encoded for text in (data.hex(), data.hex().upper(), data.hex(" "))}
    return frozenset(found).union(*map(_base64, encoded))


def _base64(data: bytes) -> Iterator[bytes]:
    """Without the ends, which depend on what stands beside it."""
    for before in range(3):  # where it stands in a longer text decides how it is written
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * before + data)[4 if before else 0 : -4]


def is_in(data: bytes, wanted: Iterable[bytes]) -> bool:
    """Whether any of the forms stands in the data, or in what a picture (SVG, HTML) of that data draws."""
    drawn = squeezed(html.unescape(_TAG.sub(b"", data).decode(errors="replace"))).encode() if b"<" in data else b""
    return any(form in data or form in drawn for form in wanted)


def squeezed(text: str) -> str:
    """Without blanks, no-break spaces, and the lines that boxes are drawn with."""
    return "".join(char for char in _BLANK.sub("", text) if not "\u2500" <= char <= "\u259f")
